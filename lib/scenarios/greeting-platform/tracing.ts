import type { TracerKind } from 'stagecraft-constructs/mesh';
import { ConfigError } from '../../errors';

const KINDS: readonly TracerKind[] = ['jaeger', 'zipkin'];

/** The chosen tracer. @throws ConfigError for an unknown name, and for both: each would receive half of every trace */
export function tracerOf(asked: string): TracerKind {
  const names = asked.split(/[\s,+]+/).filter(Boolean);
  const [kind] = KINDS.filter((known) => names.includes(known));
  if (kind && names.every((name) => name === kind)) return kind;
  const isBoth = names.length > 1;
  throw new ConfigError({
    problem: isBoth ? 'tracing: a mesh reports its spans to one tracer' : 'tracing is not the name of a tracer',
    got: `'${asked}'`,
    allowed: KINDS.join(' or '),
    fix: isBoth ? 'choose one: two tracers would each show half of every trace' : '--set tracing=jaeger',
  });
}
