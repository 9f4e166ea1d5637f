import { createHash } from 'node:crypto';

/**
 * A password as CREATE USER of Redshift takes it without seeing it: digest and salt. It is no secret that opens anything.
 *
 * Redshift takes the salt for the bytes that its hexadecimal digits are.
 */
export function passwordDigest(password: string, salt: Buffer): string {
  const digest = createHash('sha256').update(password).update(salt).digest('hex');
  return `sha256|${digest}|${salt.toString('hex')}`;
}
