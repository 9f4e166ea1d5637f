import type { LoadResult } from './load';

const BAR = 40;

/** Formats a result as text: counts, percentiles, errors, and a histogram of latencies. */
export function report({ requests, succeeded, seconds, throughput, statuses, errors, latency, stopped }: LoadResult): string {
  const lines = [
    `${requests} requests in ${seconds.toFixed(1)} s, ${throughput.toFixed(1)} a second${stopped ? ' (stopped before the end)' : ''}`,
    `${succeeded} succeeded`,
    ...Object.entries(statuses).map(([status, number]) => `  status ${status}: ${number}`),
    ...Object.entries(errors).map(([kind, number]) => `  error ${kind}: ${number}`),
  ];
  if (!latency) return `${lines.join('\n')}\n`;

  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const times = [
    ['mean', latency.mean],
    ['fastest', latency.min],
    ...Object.entries(latency.percentiles).map(([name, value]) => [`p${name}`, value]),
    ['slowest', latency.max],
  ] as [string, number][];
  const most = Math.max(...latency.distribution.map(({ count }) => count));
  const bars = latency.distribution
    .filter(({ count }) => count > 0)
    .map(({ upTo, count }) => `  ${ms(upTo).padStart(12)} ${String(count).padStart(8)} ${'█'.repeat(Math.ceil((count / most) * BAR))}`);
  return `${[...lines, ...times.map(([name, value]) => `  ${name.padEnd(8)} ${ms(value).padStart(12)}`), ...bars].join('\n')}\n`;
}
