import { createHash } from 'node:crypto';

/**
 * Hashes a password for Redshift's CREATE USER, which accepts digest and salt. The hash grants no access.
 *
 * Redshift reads the salt's hexadecimal digits as bytes.
 */
export function passwordDigest(password: string, salt: Buffer): string {
  const digest = createHash('sha256').update(password).update(salt).digest('hex');
  return `sha256|${digest}|${salt.toString('hex')}`;
}
