import type { Aws } from '../../aws/aws';
import { services } from '../../services';
import type { ResourceChange } from '../compare';
import { locationOf } from '../expected';
import { look } from './check';

/** Types that hold data which goes with them. */
const STATEFUL = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::Cognito::UserPool',
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::Table',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::EFS::FileSystem',
  'AWS::EMR::Cluster',
  'AWS::Kinesis::Stream',
  'AWS::MSK::Cluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::S3::Bucket',
  'AWS::S3Tables::TableBucket',
  'AWS::SQS::Queue',
]);

/** A resource whose data an update deletes. */
export interface Loss {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** `may-replace` depends on values that only CloudFormation knows. */
  readonly change: 'replace' | 'may-replace' | 'remove';
}

interface ChangedStack {
  readonly name: string;
  readonly changes: readonly ResourceChange[];
}

/** Resources with data that an update replaces or removes. What is already gone, such as a cluster after its idle time, has none to lose. */
export async function lossesOf(stacks: readonly ChangedStack[], aws: Aws): Promise<readonly Loss[]> {
  const found = await Promise.all(
    stacks.map(async ({ name, changes }) => {
      const losses = changes.flatMap(({ logicalId, type, change }): Loss[] =>
        STATEFUL.has(type) && (change === 'replace' || change === 'may-replace' || change === 'remove')
          ? [{ stack: name, logicalId, type, change }]
          : [],
      );
      if (losses.length === 0) return [];
      const deployed = await look(() => aws.cloudformation.resources(name));
      if ('refused' in deployed) return losses;
      const absent = await Promise.all(
        losses.map(async ({ logicalId }) => {
          const resource = deployed.value.find((each) => each.logicalId === logicalId);
          if (!resource) return false;
          const seen = await look(() => services.look(resource, { verbs: aws, location: locationOf(aws.target) }));
          return 'value' in seen && seen.value.state === 'absent';
        }),
      );
      return losses.filter((_, index) => !absent[index]);
    }),
  );
  return found.flat();
}
