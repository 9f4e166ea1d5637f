import { z } from 'zod';

/** Hub, days and device of the article. */
export const EXAMPLE = { hub: 'b6a8d42425fde548', from: '2019-12-21', to: '2019-12-22', device: 'Clothes Washer' } as const;

export const hub = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'sixteen lower-case hexadecimal digits')
  .default(EXAMPLE.hub);
export const day = z.iso.date('a date such as 2019-12-21');
export const localTime = z.string().regex(/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'a local time such as 2019-12-21 08:45:00');

/** Parameters of the enrichment. */
export const period = z
  .object({
    hub: hub.describe('hub to enrich'),
    from: day.default(EXAMPLE.from).describe('first local day'),
    to: day.default(EXAMPLE.to).describe('last local day, included'),
  })
  .refine(({ from, to }) => from <= to, { error: 'a day that is not before from', path: ['to'] });
