import type { IConstruct } from 'constructs';

/** The four things a refusal says. Lower case, no full stop. */
export interface Refusal {
  /** What is wrong. */
  readonly problem: string;
  /** The value that came, as the person wrote it. */
  readonly got?: string;
  /** The values that would have been accepted. */
  readonly allowed?: string;
  /** What to do next; a command where there is one. */
  readonly fix: string;
}

const BRAND = Symbol.for('stagecraft.error');

/** A refusal: something a person can put right. Anything else that is thrown is a bug. */
export class StagecraftError extends Error {
  /** Recognises a refusal even when two copies of the package are loaded. */
  public static is(error: unknown): error is StagecraftError {
    return error instanceof Error && BRAND in error;
  }

  /** Exit code of a command that ends with this error. */
  public readonly exitCode: number = 1;

  constructor(
    public readonly refusal: Refusal,
    options?: ErrorOptions,
  ) {
    const { problem, got, allowed, fix } = refusal;
    super([problem, got && `got ${got}`, allowed && `allowed: ${allowed}`, fix].filter(Boolean).join('; '), options);
    this.name = new.target.name;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** A construct was given a prop that cannot work. */
export class PropError extends StagecraftError {
  constructor(scope: IConstruct, refusal: Refusal) {
    super({ ...refusal, problem: `${refusal.problem} [${scope.node.path}]` });
  }
}
