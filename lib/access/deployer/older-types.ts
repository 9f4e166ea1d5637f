/** IAM actions that CloudFormation asks for to make, read, change and delete a resource of a type. */
export interface Handlers {
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
}

/** What CloudFormation asks for a type whose schema has no handlers, and AWS's pages with the actions. */
export interface OlderType extends Handlers {
  readonly sources: readonly string[];
}

const AUTHORIZATION = 'https://docs.aws.amazon.com/service-authorization/latest/reference';
const DOCUMENTDB = 'https://docs.aws.amazon.com/documentdb/latest/developerguide';
const of = (service: string, ...names: readonly string[]) => names.map((name) => `${service}:${name}`);

/** Tags of anything that has the API of RDS. */
const TAGS = of('rds', 'AddTagsToResource', 'ListTagsForResource', 'RemoveTagsFromResource');
const LINKED_ROLE = 'iam:CreateServiceLinkedRole';
const TABLE_KEYS = of('glue', 'GetDatabase', 'GetTable');

/** DocumentDB has the actions of RDS, of which AWS lists those that its API knows. */
function ofDocumentDb(thing: string, extra: { readonly create?: readonly string[]; readonly delete?: readonly string[] } = {}): OlderType {
  const read = of('rds', `Describe${thing}s`, 'ListTagsForResource');
  return {
    create: [...of('rds', `Create${thing}`), ...read, ...TAGS, ...(extra.create ?? [])],
    read,
    update: [...of('rds', `Modify${thing}`), ...read, ...TAGS],
    delete: [...of('rds', `Delete${thing}`), ...read, ...(extra.delete ?? [])],
    sources: [
      `${DOCUMENTDB}/UsingWithRDS.IAM.ResourcePermissions.html`,
      `${DOCUMENTDB}/service-linked-roles.html`,
      // The key of a cluster: DocumentDB shares this part with RDS.
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html',
    ],
  };
}

/**
 * Types that are older than the registry of CloudFormation: the actions of the operations that make, read, change and delete each.
 *
 * @unproven A67 which of an older type's operations CloudFormation calls is not documented, and no account has deployed with these actions alone (CloudFormation user guide, "Control access with IAM")
 */
export const OLDER_TYPES: Readonly<Record<string, OlderType>> = {
  'AWS::DocDB::DBCluster': ofDocumentDb('DBCluster', {
    create: [LINKED_ROLE, ...of('kms', 'CreateGrant', 'DescribeKey')],
    delete: of('rds', 'CreateDBClusterSnapshot', 'DescribeDBClusterSnapshots'),
  }),
  'AWS::DocDB::DBClusterParameterGroup': {
    ...ofDocumentDb('DBClusterParameterGroup', { create: of('rds', 'ModifyDBClusterParameterGroup', 'DescribeDBClusterParameters') }),
    read: of('rds', 'DescribeDBClusterParameterGroups', 'DescribeDBClusterParameters', 'ListTagsForResource'),
  },
  'AWS::DocDB::DBInstance': ofDocumentDb('DBInstance', { create: [LINKED_ROLE, 'rds:DescribeDBClusters'], delete: of('rds', 'DescribeDBClusters') }),
  'AWS::DocDB::DBSubnetGroup': ofDocumentDb('DBSubnetGroup', { create: [LINKED_ROLE] }),
  'AWS::EMR::Cluster': {
    create: [
      ...of('elasticmapreduce', 'RunJobFlow', 'AddTags', 'DescribeCluster', 'ListInstanceFleets', 'ListInstanceGroups'),
      'iam:PassRole',
      LINKED_ROLE,
    ],
    read: of('elasticmapreduce', 'DescribeCluster', 'ListBootstrapActions', 'ListInstanceFleets', 'ListInstanceGroups', 'ListSteps'),
    update: of(
      'elasticmapreduce',
      ...['AddTags', 'DescribeCluster', 'ListInstanceFleets', 'ListInstanceGroups', 'ModifyCluster', 'ModifyInstanceFleet', 'ModifyInstanceGroups'],
      ...['PutAutoScalingPolicy', 'PutAutoTerminationPolicy', 'PutManagedScalingPolicy', 'RemoveAutoScalingPolicy', 'RemoveAutoTerminationPolicy'],
      ...['RemoveManagedScalingPolicy', 'RemoveTags', 'SetTerminationProtection', 'SetVisibleToAllUsers'],
    ),
    delete: of('elasticmapreduce', 'DescribeCluster', 'SetTerminationProtection', 'TerminateJobFlows'),
    sources: [
      `${AUTHORIZATION}/list_amazonelasticmapreduce.html`,
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-emr-cluster.html',
    ],
  },
  'AWS::Glue::Table': {
    create: [...TABLE_KEYS, 'glue:CreateTable'],
    read: TABLE_KEYS,
    update: [...TABLE_KEYS, 'glue:UpdateTable'],
    delete: [...TABLE_KEYS, 'glue:DeleteTable'],
    sources: [`${AUTHORIZATION}/list_awsglue.html`],
  },
  'AWS::Route53::RecordSet': {
    create: of('route53', 'ChangeResourceRecordSets', 'GetChange', 'GetHostedZone', 'ListHostedZonesByName', 'ListResourceRecordSets'),
    read: of('route53', 'GetHostedZone', 'ListResourceRecordSets'),
    update: of('route53', 'ChangeResourceRecordSets', 'GetChange', 'GetHostedZone', 'ListHostedZonesByName', 'ListResourceRecordSets'),
    delete: of('route53', 'ChangeResourceRecordSets', 'GetChange', 'GetHostedZone', 'ListHostedZonesByName', 'ListResourceRecordSets'),
    sources: [`${AUTHORIZATION}/list_amazonroute53.html`],
  },
};
