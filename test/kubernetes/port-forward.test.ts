import { spawn } from 'node:child_process';
import type { Kubectl } from '../../lib/kubernetes/kubectl';
import { forwardPort } from '../../lib/kubernetes/port-forward';
import { isRunning } from '../support/is-running';
import { recordingTask } from '../support/task';

const wanted = { namespace: 'dev', service: 'page', port: 80 };
const OPENS = "console.log('Handling nothing yet'); console.log('Forwarding from 127.0.0.1:43210 -> 8080'); setInterval(() => {}, 1_000);";

/** A kubectl that runs the given program, and records its arguments. */
function kubectlThat(program: string) {
  const started: (readonly string[])[] = [];
  let pid: number | undefined;
  const kubectl: Kubectl = {
    access: { name: 'kind' },
    run: () => Promise.reject(new Error('not asked for')),
    attempt: () => Promise.reject(new Error('not asked for')),
    start(args) {
      started.push(args);
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
      pid = child.pid;
      return child;
    },
  };
  return { kubectl, started, runs: () => pid !== undefined && isRunning(pid) };
}

test('keeps the port chosen by kubectl open until closed; closing is idempotent', async () => {
  const { kubectl, started, runs } = kubectlThat(OPENS);
  const task = recordingTask();
  const { port, closed, close } = await forwardPort(kubectl, wanted, task);

  expect(port).toBe(43_210);
  expect(started).toEqual([['port-forward', '--namespace=dev', '--address=127.0.0.1', 'service/page', ':80']]);
  expect(task.lines).toEqual(['opening a port to dev/page:80']);
  expect(runs()).toBe(true);
  await close();
  await closed;
  expect(runs()).toBe(false);
  await close();
});

test('accepts a local port', async () => {
  const { kubectl, started } = kubectlThat(OPENS);
  const { close } = await forwardPort(kubectl, { ...wanted, localPort: 8_080 }, recordingTask());
  await close();

  expect(started[0]?.at(-1)).toBe('8080:80');
});

test('closing a port that has closed already does nothing', async () => {
  const { kubectl } = kubectlThat("console.log('Forwarding from 127.0.0.1:43210 -> 8080')");
  const { closed, close } = await forwardPort(kubectl, wanted, recordingTask());
  await closed;

  await expect(close()).resolves.toBeUndefined();
});

test('Ctrl-C closes an open port', async () => {
  const { kubectl, runs } = kubectlThat(OPENS);
  const task = recordingTask();
  const { closed } = await forwardPort(kubectl, wanted, task);
  task.abort();
  await closed;

  expect(runs()).toBe(false);
});

test('Ctrl-C before the port is open is an interruption, not a failure', async () => {
  const { kubectl, runs } = kubectlThat('setInterval(() => {}, 1_000)');
  const task = recordingTask();
  const opening = forwardPort(kubectl, wanted, task);
  task.abort();

  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  expect(runs()).toBe(false);
});

test('quotes kubectl when it exits without an open port, with advice', async () => {
  const { kubectl } = kubectlThat("console.error('error: unable to forward port because pod is not running'); process.exit(1)");

  await expect(forwardPort(kubectl, wanted, recordingTask())).rejects.toMatchObject({
    exitCode: 1,
    refusal: {
      problem: 'port forwarding failed to dev/page:80 of cluster kind',
      got: 'error: unable to forward port because pod is not running',
      fix: 'kubectl --namespace dev get endpointslices,pods',
    },
  });
});

test('leaves no signal listeners', async () => {
  const before = process.listenerCount('exit');
  const { closed, close } = await forwardPort(kubectlThat(OPENS).kubectl, wanted, recordingTask());
  await close();
  await closed;

  expect(process.listenerCount('exit')).toBe(before);
});
