import { isIPv4 } from 'node:net';
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

/** A list, also as comma-separated text. `allowed` says what each part may be. */
export function commaSeparated(allows: (part: string) => boolean, allowed: string) {
  const split = (value: unknown) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value;
  return z.preprocess(split, z.array(z.string().refine(allows, allowed), `${allowed}, separated by commas`));
}

/** Names of two Availability Zones, for a network whose zones CloudFormation counts otherwise. */
export const availabilityZones = commaSeparated((zone) => /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone), 'zones such as us-east-1a')
  .refine((zones) => zones.length === 0 || (zones.length === 2 && zones[0] !== zones[1]), 'two different zones')
  .default([])
  .describe('two Availability Zones, such as us-east-1a,us-east-1b; default: the first two of the region');

/** EC2 instance type whose architecture the CDK can tell. */
export const instanceType = z.string().regex(/^[a-z]+\d[a-z0-9-]*\.[a-z0-9-]+$/, 'an instance type such as m7g.xlarge');

/** Whether a text is an IPv4 CIDR block with a prefix length in a range. One in 0.0.0.0/8 is not: these addresses are nobody's (RFC 1122, section 3.2.1.3). */
export function isCidr(text: string, { shortest, longest }: { readonly shortest: number; readonly longest: number }): boolean {
  const [, address = '', prefix = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  return isIPv4(address) && !address.startsWith('0.') && Number(prefix) >= shortest && Number(prefix) <= longest;
}

/** An IPv4 CIDR block, from the largest to the smallest. */
export function cidr(shortest: number, longest: number, example?: string) {
  return z.string().refine((text) => isCidr(text, { shortest, longest }), cidrText(shortest, longest, example));
}

/** An IPv4 CIDR block, by default none. */
export function optionalCidr(shortest: number, longest: number, example: string) {
  return z
    .string()
    .refine((text) => text === '' || isCidr(text, { shortest, longest }), cidrText(shortest, longest, example))
    .default('');
}

function cidrText(shortest: number, longest: number, example?: string): string {
  return `a CIDR block from /${shortest} to /${longest}${example === undefined ? '' : `, such as ${example}`}`;
}

/** An email address, by default none. */
export function optionalEmail(description: string) {
  return z
    .string()
    .regex(/^([^\s@]+@[^\s@]+\.[^\s@]+)?$/, 'an address such as someone@example.com')
    .default('')
    .describe(description);
}

/** Time to live of a deployment, in hours. */
export const ttlHours = wholeNumber(1, 720)
  .default(TTL_HOURS)
  .describe('time to live in hours, as the tag stagecraft:ttl-hours; nothing is deleted automatically');
