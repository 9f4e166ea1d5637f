import { z } from 'zod';
import { TTL_HOURS } from './names';

/** Yes or no, which may come as text: `true`, `yes`, `1` and their opposites. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/** A whole number that may come as text. */
export function wholeNumber(least: number, most: number) {
  const message = `a whole number from ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
}

/** Start of the random numbers of generated data. */
export function seed(value: number) {
  return wholeNumber(0, 2 ** 31)
    .default(value)
    .describe('start of the random numbers; the same seed gives the same bytes');
}

/** Name of a Glue database, as Athena, Hive and Spark all take it. */
export function glueDatabase(name: string) {
  return z
    .string()
    .regex(/^[a-z0-9_]{1,60}$/, 'up to 60 lower-case letters, digits and underscores')
    .default(name);
}

/** Kind of an EC2 instance. */
export const instanceType = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'a kind of instance such as m7g.xlarge');

/** Hours after which a deployment may go. */
export const ttlHours = wholeNumber(1, 720)
  .default(TTL_HOURS)
  .describe('hours after deployment at which it may go, as the tag stagecraft:ttl-hours says');
