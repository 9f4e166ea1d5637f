import { z } from 'zod';
import { targetsOf, UnknownTarget } from '../../../workloads/rds-postgres/statements';
import { JobError } from '../../errors';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

type Database = Deployed<Config, Contract>;

/** Parameter that names a server. Only a deployed database knows which servers exist. */
export const target = z.string().default('primary');

/** Invokes the function that reads, and parses its answer. @throws JobError when there is no such server, or when the function fails */
export async function read<Answer extends z.ZodType>(
  { contract, aws, task }: Pick<Database, 'contract' | 'aws' | 'task'>,
  server: string,
  request: Readonly<Record<string, unknown>>,
  answer: Answer,
): Promise<z.infer<Answer>> {
  requireTarget(server, contract);
  task.progress(`asking the ${server}`);
  return answer.parse(await aws.lambda.invoke(contract.readFunction, request, task));
}

function requireTarget(wanted: string, { replicaInstances }: Pick<Database['contract'], 'replicaInstances'>): void {
  const existing = targetsOf(replicaInstances.length);
  if (existing.includes(wanted)) return;
  const cause = new UnknownTarget(wanted, existing);
  throw new JobError(
    { problem: 'the database has no such server', got: `'${wanted}'`, allowed: existing.join(', '), fix: 'name one of them as --param target=…' },
    { cause },
  );
}
