import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { ConfigError } from './errors';

/** Checks user input; without a schema no keys are allowed. A ZodError never leaves this function. @throws ConfigError with the given and the allowed value */
export function checked<Schema extends z.ZodObject>(
  schema: Schema | undefined,
  values: Readonly<Record<string, unknown>>,
  source: string,
  fix: string,
): z.infer<Schema> {
  const known = Object.keys(schema?.shape ?? {});
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new ConfigError({
      problem: `${source}: unknown key ${unknown}`,
      got: `'${unknown}'`,
      allowed: known.length > 0 ? known.join(', ') : 'no keys',
      fix: `${fix}${closest(unknown, known, (near) => `; did you mean '${near}'?`)}`,
    });
  }
  if (schema === undefined) return {} as z.infer<Schema>;
  const { success, data, error } = schema.safeParse(values);
  if (success) return data;
  const [issue] = error.issues;
  const key = issue?.path.join('.') || 'value';
  throw new ConfigError(
    { problem: `${source}: ${key} is not valid`, got: JSON.stringify(values[String(issue?.path[0])]), allowed: issue?.message, fix },
    { cause: error },
  );
}

/** Whether values are the defaults of a schema. */
export function isDefault(schema: z.ZodObject, values: Readonly<Record<string, unknown>>): boolean {
  const { success, data } = schema.safeParse({});
  return success && JSON.stringify(data) === JSON.stringify(values);
}

/** Applies `phrase` to the known name nearest to `typed`; empty when none is near. */
export function closest(typed: string, known: readonly string[], phrase: (name: string) => string): string {
  const ranked = known.map((name) => ({ name, edits: distance(typed, name) })).sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  const contained = known.find((name) => typed.length > 2 && name.includes(typed));
  if (best && best.edits <= Math.max(2, best.name.length / 3)) return phrase(best.name);
  return contained ? phrase(contained) : '';
}
