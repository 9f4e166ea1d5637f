import type { Table, Value } from '../../../contract/values';

/** Width of a step of time, in seconds. */
const STEP = 0.25;

type Series = 'answer' | 'error';

/** Counts what happens by kind and time, and remembers when what was away. */
export class Timeline {
  private readonly begin = performance.now();
  private readonly counts: Record<Series, Map<string, Map<number, number>>> = { answer: new Map(), error: new Map() };
  private readonly outages: { readonly what: string; readonly from: number; readonly to: number }[] = [];

  /** Seconds since the beginning. */
  public now(): number {
    return (performance.now() - this.begin) / 1_000;
  }

  public count(series: Series, kind: string): void {
    const step = Math.floor(this.now() / STEP);
    const steps = this.counts[series].get(kind) ?? new Map<number, number>();
    this.counts[series].set(kind, steps);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }

  /** Something was away from then until now. */
  public outage(what: string, from: number): void {
    this.outages.push({ what, from, to: this.now() });
  }

  public total(series: Series, kind: string): number {
    return [...(this.counts[series].get(kind)?.values() ?? [])].reduce((sum, number) => sum + number, 0);
  }

  /** A row for each kind and step in which it was counted, and one for each outage, whose number is empty. */
  public table(series: Series): Table {
    const counted = [...this.counts[series]].flatMap(([kind, steps]) =>
      [...steps].map(([step, number]): Value[] => [hundredths(step * STEP), hundredths((step + 1) * STEP), kind, number]),
    );
    const away = this.outages.map(({ what, from, to }): Value[] => [hundredths(from), hundredths(to), `${what} away`, null]);
    const byTime = (one: Value[], other: Value[]) => Number(one[0]) - Number(other[0]);
    return { columns: ['from s', 'to s', 'what', 'number'], rows: [...counted, ...away].sort(byTime) };
  }
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
