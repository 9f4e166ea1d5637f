import { compiled, startServices, usage } from './graphs.mjs';

const { load } = compiled('workloads/load-generator/load.js');
const SAMPLE_MS = 5_000;

/**
 * Loads the services, with a database and a queue, at a steady rate, and samples the memory of each.
 *
 * @returns results of the load, and a row per service: resident megabytes in the middle, at the end and at most, and the growth per minute
 *   over the second half, by linear regression
 */
export async function soak({ protocol, seconds, rate, mongo, broker, clear, progress = () => {} }) {
  const platform = await startServices({ protocol, mongo: mongo.url, rabbitmq: broker?.url });
  const samples = new Map([...platform.services.keys()].map((name) => [name, []]));
  const begin = performance.now();
  const sampling = setInterval(() => {
    for (const [name, service] of platform.services)
      samples.get(name).push({ at: (performance.now() - begin) / 1_000, mb: usage(service.process).resident });
    // The double keeps documents in memory, which is no concern of the services.
    void clear();
  }, SAMPLE_MS);
  try {
    const concurrency = 25;
    const result = await load({
      target: platform.url,
      requests: Math.round(rate * seconds),
      concurrency,
      ratePerWorker: rate / concurrency,
      signal: AbortSignal.timeout(seconds * 1_000),
      progress,
    });
    const rows = [...samples].map(([name, all]) => {
      const late = all.filter(({ at }) => at >= seconds / 2);
      return { name, middle: late.at(0)?.mb ?? 0, end: late.at(-1)?.mb ?? 0, most: Math.max(...all.map(({ mb }) => mb)), growth: slope(late) * 60 };
    });
    return { result, rows };
  } finally {
    clearInterval(sampling);
    await platform.stop();
  }
}

/** Slope in megabytes per second, by least squares. */
function slope(samples) {
  const mean = (pick) => samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [at, mb] = [mean((sample) => sample.at), mean((sample) => sample.mb)];
  const spread = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0);
  return spread === 0 ? 0 : samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.mb - mb), 0) / spread;
}
