import { AbortError, StagecraftError } from '../errors';

/** Something that is still there, or that nobody could see to be gone. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** An error in one line, without advice. */
export function reasonOf(error: unknown): string {
  if (StagecraftError.is(error)) return [error.refusal.problem, error.refusal.got].filter(Boolean).join(': ');
  return (error instanceof Error ? error.message || error.name : String(error)).replace(/\s+/g, ' ').trim();
}

/** Collects what AWS refuses, so that one refusal does not keep the rest from being done. */
export class Refusals {
  private readonly collected: Left[] = [];

  constructor(private readonly signal?: AbortSignal) {}

  public get all(): readonly Left[] {
    return this.collected;
  }

  /** Result of some work, or `otherwise` when it fails. Ctrl-C is passed on. */
  public async guard<Result>(what: string, work: () => Promise<Result>, otherwise: Result): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (this.signal?.aborted || error instanceof AbortError) throw error;
      this.collected.push({ what, why: reasonOf(error) });
      return otherwise;
    }
  }
}
