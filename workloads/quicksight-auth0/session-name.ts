import { createHash } from 'node:crypto';

/** Characters that AWS takes as the name of a role session, most. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html */
const MOST = 64;
/** Characters of the hash that keeps apart what looks alike once it is shortened. */
const HASH = 10;

/**
 * The name of a person's session: the address itself where AWS takes it, otherwise what AWS takes of it and a hash of the whole.
 *
 * Different addresses give different names. QuickSight knows a user by role and session name, so that two people of one name would be one user.
 */
export function sessionName(address: string): string {
  const taken = address.replace(/[^\w+=,.@-]/g, '-');
  if (taken === address && taken.length >= 2 && taken.length <= MOST) return taken;
  const hash = createHash('sha256').update(address).digest('hex').slice(0, HASH);
  return `${taken.slice(0, MOST - HASH - 1)}-${hash}`;
}
