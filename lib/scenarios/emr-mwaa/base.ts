import type { Aws } from '../../aws/aws';
import { JobError } from '../../errors';
import { type ContractValues, decoded, missingEntries } from '../contract-entry';
import { contract } from '../emr-pyspark/settings';
import { contractPath } from '../names';
import { BASE, type BaseName, NEEDED } from './settings';

export type BaseContract = Pick<ContractValues<typeof contract>, BaseName>;

/** Published values of `emr-pyspark` in the same stage. @throws JobError when it is not deployed, or by another version */
export async function readBase(stage: string, { ssm }: Pick<Aws, 'ssm'>): Promise<BaseContract> {
  const path = contractPath(BASE, stage);
  const entries = Object.fromEntries(NEEDED.map((name) => [name, contract[name]])) as Pick<typeof contract, BaseName>;
  const published = await ssm.parametersBelow(path);
  const missing = missingEntries(entries, published, 'account');
  if (missing.length === 0) return decoded(entries, published, 'account');
  throw new JobError({
    problem:
      Object.keys(published).length === 0 ? `${BASE} is not deployed in stage ${stage}` : `${BASE} was deployed by another version, or only in part`,
    got: `below ${path} there is no ${missing.join(', no ')}`,
    fix: `stagecraft deploy ${BASE}${stage === 'dev' ? '' : ` --stage ${stage}`}, then repeat the command`,
  });
}
