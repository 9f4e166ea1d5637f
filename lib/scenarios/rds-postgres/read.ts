import type { z } from 'zod';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';
import { requireTarget } from './target';

/** Asks the function that reads, and checks its answer. @throws JobError when there is no such server, or with what the function says */
export async function read<Answer extends z.ZodType>(
  { contract, aws, task }: Pick<Deployed<Config, Contract>, 'contract' | 'aws' | 'task'>,
  server: string,
  request: Readonly<Record<string, unknown>>,
  answer: Answer,
): Promise<z.infer<Answer>> {
  requireTarget(server, contract);
  task.progress(`asking the ${server}`);
  return answer.parse(await aws.lambda.invoke(contract.readFunction, request, task));
}
