import { z } from 'zod';
import { TTL_HOURS } from './names';

/** A Boolean, also as text: `true`, `yes`, `1` and their opposites. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/** A whole number, also as text. */
export function wholeNumber(least: number, most: number) {
  const message = `a whole number from ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
}

/** Seed of generated data. */
export function seed(value: number) {
  return wholeNumber(0, 2 ** 31)
    .default(value)
    .describe('seed of the random numbers; the same seed gives the same bytes');
}

/** Name of a Glue database that Athena, Hive and Spark all accept. */
export function glueDatabase(name: string) {
  return z
    .string()
    .regex(/^[a-z0-9_]{1,60}$/, 'up to 60 lower-case letters, digits and underscores')
    .default(name);
}

/** EC2 instance type. */
export const instanceType = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an instance type such as m7g.xlarge');

/** Time to live of a deployment, in hours. */
export const ttlHours = wholeNumber(1, 720)
  .default(TTL_HOURS)
  .describe('time to live in hours, as the tag stagecraft:ttl-hours; nothing is deleted automatically');
