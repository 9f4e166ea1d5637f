import type { AccessRequest } from '../../lib/contract/access';
import type { DeployedResource } from '../../lib/contract/resources';
import { SERVICE_CALLS } from '../../lib/services/calls';

const text = 'arn:aws:toy:us-east-1:111122223333:thing/x';
const resources: DeployedResource[] = [
  {
    type: 'AWS::Athena::WorkGroup',
    physicalId: 'w',
    properties: { WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: 's3://lake/tmp/' } } },
  },
  {
    type: 'AWS::Glue::Table',
    physicalId: 't',
    properties: { DatabaseName: 'default', TableInput: { Name: 't', StorageDescriptor: { Location: 's3://lake/t' } } },
  },
  { type: 'AWS::DynamoDB::Table', physicalId: 'x', properties: { KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }] } },
  { type: 'AWS::RDS::DBInstance', physicalId: 'db', attributes: { 'Endpoint.Address': text, DbiResourceId: 'db-1' } },
];

/** An input that has what any explicit mapping asks for. */
const input = {
  ...Object.fromEntries(
    [
      'applicationId',
      'executionRoleArn',
      'executionArn',
      'stateMachineArn',
      'logGroupName',
      'topic',
      'thingName',
      'hostname',
      'username',
      'Bucket',
      'Key',
    ].map((name) => [name, text]),
  ),
  ...Object.fromEntries(
    ['ClusterId', 'SecretId', 'FunctionName', 'RoleArn', 'QueueUrl', 'Name', 'Role', 'DatabaseName', 'KeyId', 'Path', 'TableName'].map((name) => [
      name,
      text,
    ]),
  ),
  ...{
    Bucket: 'b',
    Key: 'k',
    CopySource: 'b/k',
    Tagging: 'a=1',
    ACL: 'private',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockLegalHoldStatus: 'ON',
    BypassGovernanceRetention: true,
  },
  ...{ ServiceRole: 'r', JobFlowRole: 'r', AutoScalingRole: 'r', JobFlowIds: ['j-1'], Names: ['a'], Entries: [{}], Tags: [{ Key: 'a', Value: '1' }] },
  ...{
    KeyConditionExpression: 'k = :k',
    ExpressionAttributeValues: { ':k': 'v' },
    Item: { k: 'v' },
    QueryString: 'INSERT INTO t SELECT a FROM t',
    QueryExecutionId: 'q',
    WorkGroup: 'w',
  },
  ...{
    QueryExecutionIds: ['q'],
    TablesToDelete: ['t'],
    Connections: { Connections: ['c'] },
    Delete: { Objects: [{ Key: 'x' }] },
    Namespace: 'n',
    SSEKMSKeyId: 'key',
    ChecksumMode: 'ENABLED',
  },
};
/** DynamoDB's Key is a record where that of S3 is text. */
const inputOf = (sdk: string) =>
  sdk === 'dynamodb' ? { ...input, Key: { k: 'v' }, RequestItems: { x: { Keys: [{ k: 'v' }] } }, TransactItems: [] } : input;

/** The requests of every explicit mapping, with an object's versions too. */
export async function asked(): Promise<readonly AccessRequest[]> {
  const location = { partition: 'aws', region: 'us-east-1', account: '111122223333' };
  return SERVICE_CALLS.flatMap(({ sdk, operations = {} }) =>
    Object.entries(operations).flatMap(([name, mapping]) => {
      const given = {
        ...inputOf(sdk),
        ...(name === 'PutObjectTagging' && { Tagging: { TagSet: [] } }),
        ...(name === 'BatchWriteItem' && { RequestItems: {} }),
      };
      return [given, { ...given, VersionId: 'v' }].flatMap((each) => mapping(each, { location, resources, calls: [] }));
    }),
  );
}
