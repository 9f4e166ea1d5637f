import { z } from 'zod';
import { targetsOf, UnknownTarget } from '../../../workloads/rds-postgres/statements';
import { JobError } from '../../errors';
import { listed } from './entries';

/** Which server is meant. What there is, only a deployed database knows. */
export const target = z.string().default('primary');

/** Refuses a server that there is not. @throws JobError naming it and those that there are */
export function requireTarget(wanted: string, { replicaInstances }: { readonly replicaInstances: string }): void {
  const known = targetsOf(listed(replicaInstances).length);
  if (known.includes(wanted)) return;
  const cause = new UnknownTarget(wanted, known);
  throw new JobError(
    { problem: 'the database has no such server', got: `'${wanted}'`, allowed: known.join(', '), fix: 'name one of them as --param target=…' },
    { cause },
  );
}
