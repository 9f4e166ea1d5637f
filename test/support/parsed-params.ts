import type { z } from 'zod';
import { checked } from '../../lib/check';

/** Parameters as a command parses them; none for a part that takes none. */
export function parsedParams(part: { readonly params?: z.ZodObject }, values: object = {}): Record<string, unknown> {
  return checked(part.params, values as Record<string, unknown>, 'parameters', 'correct them');
}
