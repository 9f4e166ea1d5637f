import type { Aws } from '../aws/aws';
import { JobError } from '../errors';

/** A step that runs on the primary node, as RunJobFlow expects it. */
export interface NodeStep {
  readonly Name: string;
  readonly ActionOnFailure: 'CONTINUE';
  readonly HadoopJarStep: { readonly Jar: 'command-runner.jar'; readonly Args: string[] };
}

/** Downloads an archive from S3, unpacks it to a temporary folder and changes to it. */
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
 * A step that runs a bash command in an unpacked archive.
 *
 * Arguments are passed as separate words, `"$@"`, so that no value is interpreted by the shell.
 */
export function nodeStep(name: string, archive: string, command: string, args: readonly string[]): NodeStep {
  const script = [...UNPACK, command].join('\n');
  return {
    Name: name,
    ActionOnFailure: 'CONTINUE',
    HadoopJarStep: { Jar: 'command-runner.jar', Args: ['bash', '-c', script, 'step', archive, ...args] },
  };
}

/**
 * The EC2 instance that is the primary node of a cluster.
 *
 * @param fix what to do when the cluster has terminated
 * @throws JobError when the cluster does not exist or has terminated
 */
export async function primaryNode(aws: Pick<Aws, 'emr'>, clusterId: string, fix: string): Promise<string> {
  const cluster = await aws.emr.cluster(clusterId);
  if (cluster && !cluster.state.startsWith('TERMINAT')) return aws.emr.primaryInstance(clusterId);
  throw new JobError({
    problem: `cluster ${clusterId} has terminated`,
    got: cluster ? [cluster.state, cluster.reason].filter(Boolean).join(': ') : 'no cluster with this id',
    fix,
  });
}
