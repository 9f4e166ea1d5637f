import type { Aws } from '../../aws/aws';
import { JobError } from '../../errors';
import { contractPath } from '../names';
import { BASE, type BaseName, NEEDED } from './base-names';

export type BaseContract = Readonly<Record<BaseName, string>>;

/** What `emr-pyspark` has published in the same stage. @throws JobError when it is not deployed, or by another version */
export async function readBase(stage: string, { ssm }: Pick<Aws, 'ssm'>): Promise<BaseContract> {
  const path = contractPath(BASE, stage);
  const found = await ssm.parametersBelow(path);
  const missing = NEEDED.filter((name) => found[name] === undefined);
  if (missing.length === 0) return found as BaseContract;
  throw new JobError({
    problem:
      missing.length === NEEDED.length ? `${BASE} is not deployed in stage ${stage}` : `${BASE} was deployed by another version, or only in part`,
    got: `below ${path} there is no ${missing.join(', no ')}`,
    fix: `stagecraft deploy ${BASE}${stage === 'dev' ? '' : ` --stage ${stage}`}, then repeat the command`,
  });
}
