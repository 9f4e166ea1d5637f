import { Int32Histogram } from 'hdr-histogram-js';

/** Percentiles of a report. */
const PERCENTILES = [50, 75, 90, 95, 99, 99.9] as const;

/** Request latencies in milliseconds. */
export interface Latency {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** By percentile: '50', '75', '90', '95', '99', '99.9'. */
  readonly percentiles: Readonly<Record<string, number>>;
  /** Histogram: number of requests up to each upper bound in milliseconds. */
  readonly distribution: readonly { readonly upTo: number; readonly count: number }[];
}

/** Highest recorded value in microseconds: an hour. */
const HIGHEST = 3_600_000_000;
const STEPS = 40;

/** Records latencies with three significant digits in constant memory. */
export class LatencyRecorder {
  private readonly histogram = new Int32Histogram(1, HIGHEST, 3);

  public record(milliseconds: number): void {
    this.histogram.recordValue(Math.min(HIGHEST, Math.max(1, Math.round(milliseconds * 1_000))));
  }

  public summary(): Latency | undefined {
    const { histogram } = this;
    if (histogram.totalCount === 0) return undefined;
    const ms = (microseconds: number) => microseconds / 1_000;
    return {
      mean: ms(histogram.mean),
      min: ms(histogram.minNonZeroValue),
      max: ms(histogram.maxValue),
      percentiles: Object.fromEntries(PERCENTILES.map((percentile) => [String(percentile), ms(histogram.getValueAtPercentile(percentile))])),
      distribution: this.distribution(),
    };
  }

  /** Equal steps up to the 99th percentile, and one for the rest. */
  private distribution(): { upTo: number; count: number }[] {
    const { histogram } = this;
    const most = histogram.getValueAtPercentile(99);
    const counted = new Array<number>(STEPS + 1).fill(0);
    histogram.recordedValuesIterator.reset();
    while (histogram.recordedValuesIterator.hasNext()) {
      const { valueIteratedTo, countAtValueIteratedTo } = histogram.recordedValuesIterator.next();
      const step = Math.min(STEPS, Math.max(0, Math.ceil((valueIteratedTo / most) * STEPS) - 1));
      counted[step] = (counted[step] ?? 0) + countAtValueIteratedTo;
    }
    return counted.map((count, step) => ({ upTo: (step < STEPS ? (most * (step + 1)) / STEPS : histogram.maxValue) / 1_000, count }));
  }
}
