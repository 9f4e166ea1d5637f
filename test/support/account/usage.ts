import type { FakeAccount } from './fake-account';
import type { FakeResource } from './resource';

type Use = (account: FakeAccount, resource: FakeResource) => void;

/** What services create beside resources of each type while they are used. */
const USES: Readonly<Record<string, Use>> = {
  'AWS::S3::Bucket': (account, { id }) => {
    for (let index = 0; index < 3; index += 1) account.buckets.get(id)?.add(`data/${index}.parquet`);
  },
  'AWS::Glue::Database': (account, { id }) => account.tables.get(id)?.add('made_by_a_crawler'),
  'AWS::Glue::Crawler': (account, { id }) => account.writeLog('/aws-glue/crawlers', id),
  'AWS::Lambda::Function': (account, { id, properties }) => {
    account.writeLog(`/aws/lambda/${id}`, '2026/12/01/[$LATEST]1');
    const { SubnetIds: [subnet] = [], SecurityGroupIds: groups = [] } = (properties['VpcConfig'] ?? {}) as {
      SubnetIds?: string[];
      SecurityGroupIds?: string[];
    };
    if (subnet !== undefined) addInterface(account, { subnet, groups, description: `AWS Lambda VPC ENI-${id}`, status: 'in-use' });
  },
  'AWS::EMR::Cluster': (account, { id }) => {
    const cluster = account.clusters.find((each) => each.id === id);
    cluster?.openSteps.push('s-1');
    const vpc = vpcOf(account, cluster?.subnet);
    if (vpc === undefined) return;
    const group = { id: `sg-emr-${id}`, name: `ElasticMapReduce-ServiceAccess-${id}`, vpc, tags: {} };
    account.groups.push(group);
    account.rules.push({ id: `sgr-emr-${id}`, group: group.id, refersTo: group.id, isEgress: false });
    account.endpoints.push({ id: `vpce-emr-${id}`, vpc, subnets: [cluster?.subnet ?? ''], tags: { Name: 'emr-service-vpce' }, state: 'available' });
  },
  'AWS::EKS::Cluster': (account, { id, properties }) => {
    const { SubnetIds: [subnet] = [] } = (properties['ResourcesVpcConfig'] ?? {}) as { SubnetIds?: string[] };
    const vpc = vpcOf(account, subnet);
    if (vpc === undefined || subnet === undefined) return;
    const tags = { 'aws:eks:cluster-name': id, [`kubernetes.io/cluster/${id}`]: 'owned' };
    account.groups.push({ id: `sg-eks-${id}`, name: `eks-cluster-sg-${id}-1234567`, vpc, tags });
    addInterface(account, { subnet, groups: [`sg-eks-${id}`], description: 'aws-K8S-i-1', tags: { 'cluster.k8s.amazonaws.com/name': id } });
    for (const kind of ['application', 'dataplane', 'host', 'performance']) account.writeLog(`/aws/containerinsights/${id}/${kind}`, 'node-1');
    account.writeLog(`/aws/eks/${id}/cluster`, 'kube-apiserver-1');
  },
  'AWS::AmazonMQ::Broker': (account, { id }) => {
    for (const kind of ['general', 'connection', 'channel']) account.writeLog(`/aws/amazonmq/broker/${id}/${kind}`, 'rabbit@1');
  },
  'AWS::DocDB::DBCluster': (account, { id, properties }) => {
    for (const kind of (properties['EnableCloudwatchLogsExports'] as string[] | undefined) ?? []) account.writeLog(`/aws/docdb/${id}/${kind}`, id);
  },
  'AWS::RDS::DBInstance': (account, { id, properties }) => {
    for (const kind of (properties['EnableCloudwatchLogsExports'] as string[] | undefined) ?? [])
      account.writeLog(`/aws/rds/instance/${id}/${kind}`, id);
    account.snapshots.set(id, new Set([`${id}-by-hand`]));
  },
  'AWS::MWAA::Environment': (account, { id }) => {
    for (const part of ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker']) account.writeLog(`airflow-${id}-${part}`, 'one');
  },
  'AWS::RedshiftServerless::Namespace': (account, { id, properties }) => {
    for (const kind of (properties['LogExports'] as string[] | undefined) ?? []) account.writeLog(`/aws/redshift/${id}/${kind}`, 'one');
  },
};

/** Uses everything that is deployed, so that services have created what they create. */
export function useAll(account: FakeAccount): void {
  for (const resource of account.resources) USES[resource.type]?.(account, resource);
}

function vpcOf(account: FakeAccount, subnet: string | undefined): string | undefined {
  const vpc = account.resource('AWS::EC2::Subnet', subnet)?.properties['VpcId'];
  return typeof vpc === 'string' ? vpc : undefined;
}

function addInterface(
  account: FakeAccount,
  {
    subnet,
    groups,
    description,
    tags = {},
    status = 'available',
  }: {
    readonly subnet: string;
    readonly groups: readonly string[];
    readonly description: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly status?: 'available' | 'in-use';
  },
): void {
  const vpc = vpcOf(account, subnet);
  if (vpc === undefined) return;
  account.interfaces.push({ id: `eni-${account.interfaces.length + 1}`, vpc, subnet, groups, description, tags, status });
}
