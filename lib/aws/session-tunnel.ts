import { type ChildProcess, spawn } from 'node:child_process';
import { type SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import type { Task } from '../contract/task';
import type { Opening } from '../contract/values';
import { ConfigError, JobError } from '../errors';
import { type Ended, endOf, outputTail, run } from '../program';
import { isNamed } from './errors';

/** A port of an instance, or of a host that the instance reaches, to forward to this machine. */
export interface ForwardedInstancePort {
  readonly instanceId: string;
  readonly port: number;
  /** Host that the instance reaches. @default - the instance, loopback interface included */
  readonly host?: string;
  /** Port of this machine. @default - the same */
  readonly localPort?: number;
}

/** What the plugin prints when the port is open. */
const OPEN = /^Port \d+ opened for sessionId/;
/** First plugin version that takes the session token from the environment, where other users of this machine do not see it. */
const OLDEST = [1, 2, 497] as const;
const VARIABLE = 'AWS_SSM_START_SESSION_RESPONSE';
const PLUGIN = 'session-manager-plugin';

/**
 * Forwards a local port to a port of an instance by Session Manager, until Ctrl-C. Nothing is opened to the internet.
 *
 * @returns `http://localhost:<port>`, and a promise of the session's end
 * @throws ConfigError when the plugin is missing or too old, JobError when the instance is not connected
 */
export async function forwardInstancePort(client: SSMClient, wanted: ForwardedInstancePort, { signal, progress }: Task): Promise<Required<Opening>> {
  const { instanceId, port, host, localPort = port } = wanted;
  await requirePlugin(signal);
  progress(`opening a session to ${host ?? instanceId}, port ${port}`);
  const request = {
    Target: instanceId,
    DocumentName: host === undefined ? 'AWS-StartPortForwardingSession' : 'AWS-StartPortForwardingSessionToRemoteHost',
    Parameters: { portNumber: [String(port)], localPortNumber: [String(localPort)], ...(host !== undefined && { host: [host] }) },
  };
  const { SessionId, StreamUrl, TokenValue } = await client.send(new StartSessionCommand(request), { abortSignal: signal }).catch((error) => {
    if (isNamed(error, 'TargetNotConnected')) throw notConnected(instanceId, error);
    throw error;
  });
  const region = await client.config.region();
  const endpoint = `https://ssm.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const child = spawn(PLUGIN, [VARIABLE, region, 'StartSession', '', JSON.stringify(request), endpoint], {
    env: { ...process.env, [VARIABLE]: JSON.stringify({ SessionId, StreamUrl, TokenValue }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let open: () => void;
  const opened = new Promise<true>((resolve) => {
    open = () => resolve(true);
  });
  const ended = endWith(child, signal, (line) => OPEN.test(line) && open())
    // Otherwise the agent on the instance keeps the session for twenty minutes.
    .finally(() => client.send(new TerminateSessionCommand({ SessionId })).catch(() => {}));

  const first = await Promise.race([opened, ended]);
  if (first === true) return { url: `http://localhost:${localPort}`, closed: ended.then(() => undefined) };
  signal.throwIfAborted();
  throw new JobError({
    problem: `port ${localPort} could not be forwarded to ${host ?? instanceId}:${port}`,
    got: outputTail(first),
    fix: `check whether another program uses port ${localPort}, then repeat the command`,
  });
}

/** Waits for the end of the plugin, which stops with the task or with this process. */
function endWith(child: ChildProcess, signal: AbortSignal, line: (line: string) => void): Promise<Ended> {
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  signal.addEventListener('abort', stop);
  return endOf(child, PLUGIN, line).finally(() => {
    process.removeListener('exit', stop);
    signal.removeEventListener('abort', stop);
  });
}

async function requirePlugin(signal: AbortSignal): Promise<void> {
  const { stdout } = await run(PLUGIN, ['--version'], { signal });
  const version = stdout.trim().split('.').map(Number);
  const isOld = OLDEST.some((part, at) => (version[at] ?? 0) < part && OLDEST.slice(0, at).every((before, index) => version[index] === before));
  if (!isOld) return;
  throw new ConfigError({
    problem: `${PLUGIN} is too old: it would take the session token as an argument, which every user of this machine can read`,
    got: stdout.trim() || 'no version',
    allowed: `${OLDEST.join('.')} or newer`,
    fix: 'update it: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  });
}

function notConnected(instanceId: string, cause: Error): JobError {
  return new JobError(
    {
      problem: `instance ${instanceId} is not connected to Systems Manager`,
      got: cause.message || 'TargetNotConnected',
      fix: 'wait a minute after the cluster has started; then check that its agent runs and that its subnet reaches Systems Manager',
    },
    { cause },
  );
}
