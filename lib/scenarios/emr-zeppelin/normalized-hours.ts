import { ConfigError } from '../../errors';

/** Instances of one kind. */
export interface Instances {
  /** As in `m7g.2xlarge`. */
  readonly type: string;
  readonly count: number;
}

const SIZES: Readonly<Record<string, number>> = { nano: 0.25, micro: 0.5, small: 1, medium: 2, large: 4, xlarge: 8 };

/**
 * Hours of work as EMR counts them in its console: a small instance is one for each hour, and each size twice the one before; `2xlarge` is 16.
 *
 * @throws ConfigError for a kind without such a size
 */
export function normalizedHours(instances: readonly Instances[], hours: number): number {
  return instances.reduce((sum, { type, count }) => sum + factorOf(type) * count, 0) * hours;
}

function factorOf(type: string): number {
  const [, size = ''] = type.split('.');
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  const factor = times === undefined ? SIZES[size] : Number(times) * 8;
  if (factor !== undefined) return factor;
  throw new ConfigError({
    problem: 'the kind of instance has no size that EMR counts',
    got: type,
    allowed: `${Object.keys(SIZES).join(', ')}, 2xlarge and so on`,
    fix: 'choose another kind',
  });
}
