import { compiled, HOPS, processesOf, startPlain, startServices, usage } from './graphs.mjs';

const { load } = compiled('workloads/load-generator/load.js');
const BURST = { requests: 300, concurrency: 25 };
const WARM_UP = { requests: 1_500, concurrency: 25 };

/**
 * Loads the plain graph and the services alternately in short rounds, so that other load on the machine affects both alike.
 *
 * @returns medians (`throughput` per second, `p50` and `p99` in ms, `cpu` in µs; the last three per hop) of both, and of the ratios of neighbouring rounds
 */
export async function greetingRatios({ rounds, protocol }) {
  const hops = HOPS[protocol];
  const platforms = { plain: await startPlain({ protocol }), services: await startServices({ protocol }) };
  try {
    for (const platform of Object.values(platforms)) await load({ target: platform.url, ...WARM_UP });
    const samples = [];
    for (let round = 0; round < rounds; round += 1) {
      const names = Object.keys(platforms);
      const sample = {};
      // Alternates the order, so that neither always comes first.
      for (const name of round % 2 === 0 ? names : names.reverse()) sample[name] = await burst(platforms[name], hops);
      samples.push(sample);
    }
    const over = (pick) => median(samples.map(pick));
    const figures = (name) =>
      Object.fromEntries(['throughput', 'p50', 'p99', 'cpu'].map((figure) => [figure, over((sample) => sample[name][figure])]));
    return {
      plain: figures('plain'),
      services: figures('services'),
      ratios: {
        time: over(({ plain, services }) => plain.throughput / services.throughput),
        p99: over(({ plain, services }) => services.p99 / plain.p99),
        cpu: over(({ plain, services }) => services.cpu / plain.cpu),
      },
    };
  } finally {
    await Promise.all(Object.values(platforms).map((platform) => platform.stop()));
  }
}

async function burst(platform, hops) {
  const processes = processesOf(platform);
  const cpu = () => processes.reduce((sum, child) => sum + usage(child).cpu, 0);
  const before = cpu();
  const { succeeded, requests, throughput, latency } = await load({ target: platform.url, ...BURST });
  if (succeeded !== requests) throw new Error(`${requests - succeeded} requests failed`);
  const { 50: p50, 99: p99 } = latency.percentiles;
  return { throughput, p50: p50 / hops, p99: p99 / hops, cpu: ((cpu() - before) * 1e6) / (requests * hops) };
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
