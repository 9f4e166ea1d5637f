import type { Aws } from '../aws/aws';
import { JobError } from '../errors';

/** A step for the primary node, in the spelling of EMR. */
export interface NodeStep {
  readonly Name: string;
  readonly ActionOnFailure: 'CONTINUE';
  readonly HadoopJarStep: { readonly Jar: 'command-runner.jar'; readonly Args: string[] };
}

/** Fetches an archive from S3 and goes to where it is unpacked. Its folder goes with the step. */
const UNPACK = [
  'set -euo pipefail',
  'folder=$(mktemp -d)',
  'trap \'rm -rf "$folder"\' EXIT',
  'aws s3 cp --only-show-errors "$1" "$folder/archive.zip"',
  'python3 -m zipfile -e "$folder/archive.zip" "$folder/content"',
  'chmod -R a+rX "$folder"',
  'cd "$folder/content"',
  'shift',
];

/**
 * A step that runs a command of bash in an unpacked archive.
 *
 * What the command is given follows it as words of its own, `"$@"`, so that no value is ever read as shell.
 */
export function nodeStep(name: string, archive: string, command: string, args: readonly string[]): NodeStep {
  const script = [...UNPACK, command].join('\n');
  return {
    Name: name,
    ActionOnFailure: 'CONTINUE',
    HadoopJarStep: { Jar: 'command-runner.jar', Args: ['bash', '-c', script, 'step', archive, ...args] },
  };
}

/** The EC2 instance that is the primary node of a cluster of a scenario. @throws JobError when the cluster is not there or has ended */
export async function primaryNode(aws: Pick<Aws, 'emr'>, clusterId: string, scenario: string): Promise<string> {
  const cluster = await aws.emr.cluster(clusterId);
  if (cluster && !cluster.state.startsWith('TERMINAT')) return aws.emr.primaryInstance(clusterId);
  throw new JobError({
    problem: `cluster ${clusterId} is not there any more`,
    got: cluster ? [cluster.state, cluster.reason].filter(Boolean).join(': ') : 'no cluster of this id',
    fix: `stagecraft destroy ${scenario}, then stagecraft deploy ${scenario}; --set idleHours=… lets it live longer`,
  });
}
