import { z } from 'zod';

const day = z.iso.date('a date such as 2019-12-21');

/** Parameters of `rehearse --param`. Defaults come from the data. */
export const params = z.object({
  hub: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'sixteen lower-case hexadecimal digits')
    .optional()
    .describe("hub to enrich; default: the article's, or the one with most readings"),
  from: day.optional().describe('first local day; default: the first one of the hub'),
  to: day.optional().describe('last local day, inclusive; default: the last one of the hub'),
  dailyBudget: z.coerce
    .number('a number above 0')
    .positive('a number above 0')
    .default(6)
    .describe('daily budget in dollars, above which the total is red'),
});
