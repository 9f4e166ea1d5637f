/**
 * Compares the greeting services with the same graph written as plainly as fastify's hello-world, each service a process of its own,
 * and measures their memory. Ends with 1 when a goal is missed. Needs `npm run build`.
 *
 *   node test/bench/greeting-service.mjs [--soak <seconds>]   with --soak: 200 requests a second for so long, watching memory grow
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const require = createRequire(import.meta.url);
const { calledFirst, graph, titleOf } = require(join(root, 'dist/workloads/greeting-service/graph.js'));
const { startProcesses } = require(join(root, 'dist/workloads/greeting-service/local/processes.js'));
const { localMongo } = require(join(root, 'dist/workloads/greeting-service/local/mongo-server.js'));
const { localBroker } = require(join(root, 'dist/workloads/greeting-service/local/amqp-broker.js'));
const { load } = require(join(root, 'dist/workloads/load-generator/load.js'));

const program = join(root, 'dist/services/greeting-service/main.mjs');
const ROUNDS = 5;
const BURST = { requests: 1_000, concurrency: 25 };
const HOPS = 7;

/** Seconds of processor time and megabytes of resident memory of a process. */
function usage({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, megabytes: Number(kilobytes) * 1.024e-3 };
}

/** Every process that was started, so that none outlives a benchmark that fails. */
const started = [];
process.on('exit', () => {
  for (const child of started) child.kill();
});

async function startServices(options) {
  const platform = await startProcesses({ program, ...options });
  started.push(...[...platform.services.values()].map((service) => service.process));
  return platform;
}

async function startPlain() {
  const running = new Map();
  for (const letter of calledFirst.filter((called) => called !== 'f')) {
    const children = graph[letter].calls.map((child) => `http://127.0.0.1:${running.get(child).port}`);
    const child = spawn(process.execPath, [join(here, 'plain-greeting.cjs'), titleOf(letter), ...children], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', (text) => resolve([text])));
    started.push(child);
    running.set(letter, { process: child, port: JSON.parse(line).port });
  }
  return {
    url: `http://127.0.0.1:${running.get('a').port}/api/greeting`,
    services: running,
    async stop() {
      for (const { process: child } of running.values()) child.kill();
    },
  };
}

/** One burst: milliseconds of a request's whole path over its hops, and processor time of all services over all hops. */
async function burst(platform) {
  const processes = [...platform.services.values()].map((service) => service.process);
  const before = processes.reduce((sum, child) => sum + usage(child).cpu, 0);
  const { succeeded, requests, throughput, latency } = await load({ target: platform.url, ...BURST });
  if (succeeded !== requests) throw new Error(`${requests - succeeded} requests failed`);
  const cpu = processes.reduce((sum, child) => sum + usage(child).cpu, 0) - before;
  return { throughput, p50: latency.percentiles['50'], p99: latency.percentiles['99'], cpu: (cpu * 1e6) / (BURST.requests * HOPS) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const medians = (samples) => Object.fromEntries(Object.keys(samples[0]).map((key) => [key, median(samples.map((sample) => sample[key]))]));

let missed = 0;
function say(name, { throughput, p50, p99, cpu }, goal = '') {
  const cells = [
    name.padEnd(34),
    `${throughput.toFixed(0)} req/s`,
    `p50 ${(p50 / HOPS).toFixed(2)} ms/hop`,
    `p99 ${(p99 / HOPS).toFixed(2)} ms/hop`,
    `${cpu.toFixed(0)} µs CPU/hop`,
    goal,
  ];
  process.stdout.write(`${cells.join('  ')}\n`);
}
function verdict(what, measured, most) {
  if (measured > most) missed += 1;
  process.stdout.write(`  ${measured <= most ? 'met   ' : 'MISSED'}  ${what}: ${measured.toFixed(2)}, at most ${most}\n`);
}

process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} cores; ${ROUNDS} bursts of ${BURST.requests} at ${BURST.concurrency}, one kind after the other, medians\n\n`,
);

const [plain, rest, grpc] = [await startPlain(), await startServices({ protocol: 'rest' }), await startServices({ protocol: 'grpc' })];
const samples = { plain: [], rest: [], grpc: [] };
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [kind, platform] of Object.entries({ plain, rest, grpc })) {
    const sample = await burst(platform);
    // The first round warms up.
    if (round >= 0) samples[kind].push(sample);
  }
}
await Promise.all([plain.stop(), rest.stop(), grpc.stop()]);
const result = { plain: medians(samples.plain), rest: medians(samples.rest), grpc: medians(samples.grpc) };
say('fastify, as plain as it gets', result.plain, 'floor');
say('greeting service, REST', result.rest);
say('greeting service, gRPC + gateway', result.grpc);
verdict('REST, time per hop (ratio of throughput)', result.plain.throughput / result.rest.throughput, 1.5);
verdict('REST, p99 per hop (ratio)', result.rest.p99 / result.plain.p99, 1.5);
verdict('REST, processor time per hop (ratio)', result.rest.cpu / result.plain.cpu, 1.5);

// Memory: with a database and a queue, after every service has had some thousands of requests.
const [mongo, broker] = [await localMongo(), await localBroker()];
for (const protocol of ['rest', 'grpc']) {
  const platform = await startServices({ protocol, mongo: mongo.url, rabbitmq: broker.url });
  for (let round = 0; round < 4; round += 1) await load({ target: platform.url, ...BURST });
  const sizes = [...platform.services].map(([letter, service]) => [letter, usage(service.process).megabytes]);
  process.stdout.write(`\n${protocol}: resident MB ${sizes.map(([letter, size]) => `${letter} ${size.toFixed(0)}`).join(', ')}\n`);
  verdict(`${protocol}, largest service in MB`, Math.max(...sizes.map(([, size]) => size)), 80);
  await platform.stop();
}

const soak = process.argv.indexOf('--soak');
if (soak > 0) {
  const seconds = Number(process.argv[soak + 1]);
  const platform = await startServices({ protocol: 'rest', mongo: mongo.url, rabbitmq: broker.url });
  const sizes = () => Math.max(...[...platform.services.values()].map((service) => usage(service.process).megabytes));
  const steady = (requests) => load({ target: platform.url, requests, concurrency: 25, ratePerWorker: 8 });
  await steady(200 * Math.ceil(seconds / 4));
  const early = sizes();
  const { succeeded, requests, throughput, latency } = await steady(200 * Math.ceil((seconds * 3) / 4));
  process.stdout.write(
    `\nsoak: ${succeeded} of ${requests} succeeded, ${throughput.toFixed(0)} a second, p99 ${latency.percentiles['99'].toFixed(1)} ms, ${early.toFixed(0)} MB after a quarter, ${sizes().toFixed(0)} MB at the end\n`,
  );
  verdict('soak, growth of the largest service after the first quarter (ratio)', sizes() / early, 1.1);
  await platform.stop();
}
await Promise.all([mongo.stop(), broker.stop()]);
process.stdout.write(`\n${missed === 0 ? 'every goal met' : `${missed} goals missed`}\n`);
process.exitCode = missed === 0 ? 0 : 1;
