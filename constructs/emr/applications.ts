import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import { EMR_RELEASES } from '../versions';

/** Software that EMR installs on a cluster. */
export type EmrApplication =
  | 'AmazonCloudWatchAgent'
  | 'Delta'
  | 'Flink'
  | 'HBase'
  | 'HCatalog'
  | 'Hadoop'
  | 'Hive'
  | 'Hudi'
  | 'Hue'
  | 'Iceberg'
  | 'JupyterEnterpriseGateway'
  | 'JupyterHub'
  | 'Livy'
  | 'Oozie'
  | 'Phoenix'
  | 'Pig'
  | 'Presto'
  | 'Spark'
  | 'TensorFlow'
  | 'Tez'
  | 'Trino'
  | 'Zeppelin'
  | 'ZooKeeper';

/** Applications of releases whose label begins with `emr-spark-`. */
const BESIDE_SPARK_4: readonly EmrApplication[] = ['AmazonCloudWatchAgent', 'Delta', 'Hudi', 'Iceberg', 'JupyterEnterpriseGateway', 'Livy', 'Spark'];

/** Refuses a release that is none of `EMR_RELEASES`. @throws PropError */
export function checkRelease(scope: IConstruct, releaseLabel: string): void {
  if (Token.isUnresolved(releaseLabel) || EMR_RELEASES.some((known) => known === releaseLabel)) return;
  throw new PropError(scope, {
    problem: 'releaseLabel is not a release that this construct has been written for',
    got: `'${releaseLabel}'`,
    allowed: EMR_RELEASES.join(', '),
    fix: 'choose one of them; releases up to 7.5 have left standard support',
  });
}

/** Refuses applications that the release does not have, or that exclude each other. @throws PropError */
export function checkApplications(scope: IConstruct, releaseLabel: string, applications: readonly EmrApplication[]): void {
  if (applications.length === 0 || new Set(applications).size < applications.length) {
    throw new PropError(scope, {
      problem: 'applications is not a list of different applications',
      got: applications.join(', ') || 'none',
      allowed: 'one or more, each once',
      fix: 'name Spark at least, or leave it out',
    });
  }
  const lacking = releaseLabel.startsWith('emr-spark-') ? applications.filter((name) => !BESIDE_SPARK_4.includes(name)) : [];
  if (lacking.length > 0) {
    throw new PropError(scope, {
      problem: `applications has some that ${releaseLabel} does not install`,
      got: lacking.join(', '),
      allowed: BESIDE_SPARK_4.join(', '),
      fix: `leave them out, or choose ${EMR_RELEASES[0]}`,
    });
  }
  if (applications.includes('Presto') && applications.includes('Trino')) {
    throw new PropError(scope, {
      problem: 'Presto and Trino cannot be on one cluster',
      allowed: 'one of the two; AWS recommends Trino',
      fix: 'leave Presto out',
    });
  }
  if (applications.includes('Trino') && !applications.includes('Hadoop')) {
    throw new PropError(scope, {
      problem: 'Trino alone starts neither YARN nor HDFS',
      got: applications.join(', '),
      fix: 'name Hadoop too',
    });
  }
}
