import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bench = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(dirname(bench));
const require = createRequire(import.meta.url);
/** A compiled file. */
export const compiled = (path) => require(join(root, 'dist', path));
const { calledFirst, graph, titleOf } = compiled('workloads/greeting-service/graph.js');
const { services: engine } = compiled('lib/rehearsal/engines/services.js');
const { greetingUrl, localServices, PAGE } = compiled('lib/scenarios/greeting-platform/local-services.js');

/** What an engine or a server of a rehearsal reports to. */
export const task = { progress: () => {}, signal: new AbortController().signal };

/** Calls per request, including the one to the first service, and with gRPC the one to the gateway. */
export const HOPS = { rest: 7, grpc: 8 };

/** Started processes, so that none outlives a failed benchmark. */
const started = [];
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** The greeting services, started as in their image. */
export async function startServices(options) {
  const opened = await engine.open('', task);
  const running = await opened.start(
    localServices(options).filter(({ name }) => name !== PAGE),
    task,
  );
  return {
    url: greetingUrl(options.protocol, running.portOf),
    services: new Map(running.names.map((name) => [name, { process: { pid: running.pidOf(name) } }])),
    stop: () => running.stop(),
  };
}

/** The same graph in minimal fastify services, or grpc-js services behind a fastify gateway. */
export async function startPlain({ protocol }) {
  const services = new Map();
  const addressOf = (name) => `${protocol === 'rest' ? 'http://' : ''}127.0.0.1:${services.get(name).port}`;
  const program = join(bench, protocol === 'rest' ? 'plain-greeting.cjs' : 'plain-greeting-grpc.cjs');
  async function start(name, title, children) {
    const child = spawn(process.execPath, [program, title, ...children.map(addressOf)], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    const line = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
    services.set(name, { process: child, port: JSON.parse(line).port });
  }

  for (const letter of calledFirst.filter((called) => called !== 'f')) await start(letter, titleOf(letter), graph[letter].calls);
  if (protocol === 'grpc') await start('gateway', 'gateway', ['a']);
  return {
    url: `http://127.0.0.1:${services.get(protocol === 'rest' ? 'a' : 'gateway').port}/api/greeting`,
    services,
    async stop() {
      for (const { process: child } of services.values()) child.kill();
    },
  };
}

/** Processes of a platform. */
export const processesOf = (platform) => [...platform.services.values()].map((service) => service.process);

/**
 * CPU seconds and memory in megabytes: resident, private (not shared with any process), and proportional (private and a share of the
 * shared pages). A service costs its share: Node's own pages, 40 to 50 megabytes, are in memory once,
 * regardless of the number of processes, or pods of one image.
 */
export function usage({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]) * 1.024e-3;
  const [, proportional] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  const cpu = (Number(fields[11]) + Number(fields[12])) / 100;
  return { cpu, resident: megabytes('VmRSS'), own: megabytes('RssAnon'), share: Number(proportional) * 1.024e-3 };
}
