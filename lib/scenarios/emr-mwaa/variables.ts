import type { Aws } from '../../aws/aws';
import { JobError } from '../../errors';
import { type ContractValues, decoded, missingEntries } from '../contract-entry';
import { contract } from '../emr-pyspark/settings';
import { contractPath } from '../names';
import { BASE, type BaseName, NEEDED } from './settings';

export type BaseContract = Pick<ContractValues<typeof contract>, BaseName>;

/** Published values of `emr-pyspark` in the same stage. @throws JobError when it is not deployed, or by another version */
export async function readBase(stage: string, { ssm }: { readonly ssm: Pick<Aws['ssm'], 'parametersBelow'> }): Promise<BaseContract> {
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

/** Location and tag of the clusters of an environment. */
export interface Home {
  readonly region: string;
  /** Tag of the clusters, as key=value. */
  readonly clusterTag: string;
}

/** Optional variables: a key pair is optional. */
const OPTIONAL = ['emr_ec2_key_pair'];

/**
 * The variables of the DAGs: the eight of the article, and `stagecraft`, which holds further cluster settings as JSON.
 *
 * @throws JobError with the first variable that has no value
 */
export function variablesOf(base: BaseContract, { region, clusterTag }: Home): Readonly<Record<string, string>> {
  const [tagKey = '', tagValue = ''] = splitAt(clusterTag, '=');
  const article = {
    bootstrap_bucket: base.bootstrapBucket,
    ec2_subnet_id: base.clusterSubnet,
    emr_ec2_key_pair: base.keyPair ?? '',
    job_flow_role: base.instanceProfile,
    logs_bucket: base.logsBucket,
    release_label: base.releaseLabel,
    service_role: base.serviceRole,
    work_bucket: base.workBucket,
  };
  const settings = {
    core_security_group: base.coreSecurityGroup,
    database: base.database,
    parameters_path: base.parametersPath,
    primary_security_group: base.primarySecurityGroup,
    region,
    security_configuration: base.securityConfiguration,
    service_access_security_group: base.serviceAccessSecurityGroup,
    tag_key: tagKey,
    tag_value: tagValue,
  };
  for (const [name, value] of Object.entries({ ...article, ...settings })) {
    if (!/[<>{}]|\$\{/.test(value) && (value !== '' || OPTIONAL.includes(name))) continue;
    throw new JobError({
      problem: `variable ${name} has no value`,
      got: value === '' ? 'nothing' : value,
      allowed: `the published parameters of ${BASE} and emr-mwaa`,
      fix: `deploy both again: stagecraft deploy ${BASE}, then stagecraft deploy emr-mwaa`,
    });
  }
  return { ...article, stagecraft: JSON.stringify(settings) };
}

function splitAt(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
