import { createHash } from 'node:crypto';

/** Maximum length of a role session name. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html */
const MOST = 64;
/** Length of the hash that distinguishes shortened names. */
const HASH = 10;

/**
 * Session name of a user: the e-mail address if AWS accepts it, otherwise its accepted characters and a hash of the whole.
 *
 * Different addresses give different names. QuickSight identifies a user by role and session name, so equal names would share one user.
 */
export function sessionName(address: string): string {
  const taken = address.replace(/[^\w+=,.@-]/g, '-');
  if (taken === address && taken.length >= 2 && taken.length <= MOST) return taken;
  const hash = createHash('sha256').update(address).digest('hex').slice(0, HASH);
  return `${taken.slice(0, MOST - HASH - 1)}-${hash}`;
}
