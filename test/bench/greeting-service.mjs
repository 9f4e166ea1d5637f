/**
 * Compares the greeting services with the same graph in minimal fastify or grpc-js programs, each service in its own process,
 * and measures their memory. Exits with 1 when a goal is missed. Needs `npm run build`, and Linux.
 *
 *   node test/bench/greeting-service.mjs [--rounds 15]
 *   node test/bench/greeting-service.mjs --soak 10m [--rate 200] [--protocol rest]   watches memory while calls go on
 */
import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { compiled, processesOf, startServices, task, usage } from './greeting/graphs.mjs';
import { greetingRatios } from './greeting/ratios.mjs';
import { soak } from './greeting/soak.mjs';

const { mongo: mongoEngine } = compiled('lib/rehearsal/engines/mongo.js');
const { rabbitmq: rabbitmqEngine } = compiled('lib/rehearsal/engines/rabbitmq.js');
const { load } = compiled('workloads/load-generator/load.js');

/** Maximum ratio of the time per hop to that of the plain graph. */
const MOST_RATIO = 1.5;
/** Maximum megabytes of a service, including its share of shared pages. */
const MOST_MEGABYTES = 80;
/** Maximum growth in megabytes per minute in the second half of a soak: forty bytes a call at 200 calls a second. */
const MOST_GROWTH = 0.5;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    soak: { type: 'string' },
    rate: { type: 'string', default: '200' },
    protocol: { type: 'string', default: 'rest' },
  },
});
let missed = 0;
const print = (line = '') => process.stdout.write(`${line}\n`);
function verdict(what, measured, most) {
  if (measured > most) missed += 1;
  print(`  ${measured <= most ? 'met   ' : 'MISSED'}  ${what}: ${measured.toFixed(2)}, at most ${most}`);
}

print(`Node ${process.version}, ${availableParallelism()} cores\n`);
if (values.soak === undefined) {
  await compare();
  await memory();
} else {
  await soaked();
}
print(`\n${missed === 0 ? 'every goal met' : `${missed} goals missed`}`);
process.exitCode = missed === 0 ? 0 : 1;

async function compare() {
  const titles = {
    rest: ['fastify, as plain as it gets', 'greeting service, REST'],
    grpc: ['grpc-js, as plain as it gets', 'greeting service, gRPC'],
  };
  for (const [protocol, [plainly, ours]] of Object.entries(titles)) {
    const { plain, services, ratios } = await greetingRatios({ rounds: Number(values.rounds), protocol });
    describe(plainly, plain);
    describe(ours, services);
    verdict(`${protocol}, time a hop (ratio)`, ratios.time, MOST_RATIO);
    verdict(`${protocol}, p99 a hop (ratio)`, ratios.p99, MOST_RATIO);
    verdict(`${protocol}, CPU time per hop (ratio)`, ratios.cpu, MOST_RATIO);
  }
}

function describe(title, { throughput, p50, p99, cpu }) {
  const perHop = `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${cpu.toFixed(0)} µs CPU per hop`;
  print(`${title.padEnd(30)} ${throughput.toFixed(0)} calls a second, ${perHop}`);
}

/** With a database and a queue, after some thousands of requests. */
async function memory() {
  const [mongo, broker] = await servers();
  for (const protocol of ['rest', 'grpc']) {
    const platform = await startServices({ protocol, mongo: mongo.url, rabbitmq: broker?.url });
    await load({ target: platform.url, requests: 4_000, concurrency: 25 });
    const sizes = [...platform.services].map(([name, service]) => ({ name, ...usage(service.process) }));
    print(
      `\n${protocol}: megabytes (own, resident) ${sizes.map(({ name, share, own, resident }) => `${name} ${share.toFixed(0)} (${own.toFixed(0)}, ${resident.toFixed(0)})`).join(', ')}`,
    );
    verdict(`${protocol}, largest of ${processesOf(platform).length} in megabytes`, Math.max(...sizes.map(({ share }) => share)), MOST_MEGABYTES);
    await platform.stop();
  }
  await Promise.all([mongo.close(), broker?.close()]);
}

/** A database, and a broker where RabbitMQ is installed. */
async function servers() {
  const folder = mkdtempSync(join(tmpdir(), 'greeting-bench-'));
  const mongo = await mongoEngine.open(folder, task);
  const broker = (await rabbitmqEngine.find()) === undefined ? undefined : await rabbitmqEngine.open(folder, task);
  if (!broker) print('RabbitMQ is missing: D publishes nothing, F consumes nothing');
  return [mongo, broker];
}

/** Drops what the services have stored. */
async function clear(client) {
  for (const letter of ['c', 'f', 'g', 'h']) await client.db(`service-${letter}`).dropDatabase();
}

async function soaked() {
  const [, amount, unit] = /^(\d+)([ms]?)$/.exec(values.soak) ?? [];
  if (amount === undefined || Number(amount) === 0)
    throw new RangeError(`--soak is not valid: got '${values.soak}', allowed is a time such as 10m or 90s`);
  const [seconds, rate] = [Number(amount) * (unit === 'm' ? 60 : 1), Number(values.rate)];
  const [mongo, broker] = await servers();
  const client = new MongoClient(mongo.url);
  print(`${values.protocol}: ${rate} calls a second for ${seconds} s`);
  const { result, rows } = await soak({ protocol: values.protocol, seconds, rate, mongo, broker, clear: () => clear(client) });
  await client.close();
  await Promise.all([mongo.close(), broker?.close()]);
  const { 50: p50, 99: p99 } = result.latency.percentiles;
  print(
    `${result.succeeded} of ${result.requests} calls succeeded, ${result.throughput.toFixed(0)} a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`,
  );
  print(`${'service'.padEnd(8)} ${['middle', 'end', 'most', 'growth a minute'].map((title) => title.padStart(16)).join('')}   megabytes resident`);
  for (const { name, middle, end, most, growth } of rows) {
    print(`${name.padEnd(8)} ${[middle, end, most, growth].map((value) => value.toFixed(2).padStart(16)).join('')}`);
  }
  print();
  verdict('calls a second that were asked for and not made', Math.max(0, rate - result.throughput), rate * 0.05);
  verdict('calls that failed', result.requests - result.succeeded, 0);
  verdict('growth of a service in megabytes a minute, second half', Math.max(...rows.map(({ growth }) => growth)), MOST_GROWTH);
}
