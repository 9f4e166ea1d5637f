import type { AccessRequest } from '../contract/access';
import type { DeployedResource } from '../contract/resources';
import { onCatalog } from './glue-calls';
import { textAt } from './lookups';
import { arnOf, known, listAt, passRole, tagsAt, textsAt } from './requests';
import { asked, creatingServiceLinkedRole, type Place, placeOf, roleArn, s3, tagsOf, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';
import { agentUses } from './ssm-behalf';

const GUIDE = 'https://docs.aws.amazon.com/emr/latest/ManagementGuide';
const SERVICE_POLICY = 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEMRServicePolicy_v2.html';

/** The tag by which EMR's managed policy knows what belongs to EMR. */
const MANAGED = 'for-use-with-amazon-emr-managed-policies';

/** What EMR does as the roles of a cluster: those of the service, of the instances and of automatic scaling. */
export function clusterUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  return rolesOfCluster(properties, context);
}

/** The same for the properties of a cluster, or for the request that creates one. */
export function rolesOfCluster(cluster: CallInput, context: BehalfContext): readonly RoleUse[] {
  return [...serviceUses(cluster, context), ...instanceUses(cluster, context), ...scalingUses(cluster, context)];
}

/** What EMR asks of the creator of a cluster, beside the action itself. */
export function creatingCluster(cluster: CallInput, context: BehalfContext): AccessRequest[] {
  const tags = tagsAt(cluster);
  const resource = arnOf(context, 'elasticmapreduce', 'cluster/j-0000000000000');
  const keys = Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => ['aws', 'elasticmapreduce'].map((prefix) => [`${prefix}:RequestTag/${key}`, value])),
  );
  return [
    ...(Object.keys(tags).length === 0 ? [] : asked(['elasticmapreduce:AddTags'], resource, { ...keys, 'aws:TagKeys': Object.keys(tags) })),
    ...(cluster['AutoTerminationPolicy'] === undefined ? [] : asked(['elasticmapreduce:PutAutoTerminationPolicy'], resource)),
  ];
}

/** The service role launches what EMR's managed policy lets it launch: in tagged networks, with the tags of the cluster. */
function serviceUses(cluster: CallInput, context: BehalfContext): readonly RoleUse[] {
  const instances = (cluster['Instances'] ?? {}) as CallInput;
  const { [MANAGED]: tag } = tagsAt(cluster);
  const ec2 = (path: string) => arnOf(context, 'ec2', path);
  const launches = ['ec2:CreateFleet', 'ec2:RunInstances'];
  const network = networkOf(instances);
  const profile = roleArn(cluster['JobFlowRole'], context);
  return usesOf(
    cluster['ServiceRole'],
    context,
    {
      description: 'launches instances in the subnets and security groups of the cluster',
      source: SERVICE_POLICY,
      requests: network.flatMap(({ type, id, path }) => {
        const { [MANAGED]: own } = tagsOf(known(context, type, id));
        return asked(launches, ec2(`${path}/${id}`), tagged('Resource', own));
      }),
      // The tags of a network that no template has are not known.
      isConditional: network.some(({ type, id }) => known(context, type, id) === undefined),
    },
    {
      description: 'launches instances and volumes with the tags of the cluster',
      source: SERVICE_POLICY,
      requests: ['instance/i-0', 'volume/vol-0'].flatMap((path) => asked(launches, ec2(path), tagged('Request', tag))),
    },
    {
      description: 'looks at networks, images and instances',
      source: SERVICE_POLICY,
      requests: asked(['DescribeInstances', 'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'].map((action) => `ec2:${action}`)),
    },
    {
      description: 'terminates the instances',
      source: SERVICE_POLICY,
      requests: asked(['ec2:TerminateInstances'], ec2('instance/i-0'), tagged('Resource', tag)),
    },
    {
      description: 'gives the instances their role',
      source: `${GUIDE}/emr-iam-role.html`,
      requests: profile === undefined ? [] : [passRole(context, profile, 'ec2')],
    },
    {
      description: 'creates the service-linked role for Spot Instances when the account has none',
      source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html',
      requests: isSpot(instances) ? [creatingServiceLinkedRole('spot.amazonaws.com', 'AWSServiceRoleForEC2Spot', context)] : [],
    },
  );
}

/** What EMR and its agents do as the role of the instances; what steps and notebooks read and write is their own. */
function instanceUses(cluster: CallInput, context: BehalfContext): readonly RoleUse[] {
  const logs = placeOf(cluster['LogUri']);
  const applications = listAt(cluster, 'Applications').map(({ Name }) => String(Name).toLowerCase());
  const scripts = listAt(cluster, 'BootstrapActions').flatMap((action) => placeOf(textAt(action, 'ScriptBootstrapAction.Path')) ?? []);
  const usesCatalog = JSON.stringify(cluster['Configurations'] ?? []).includes('AWSGlueDataCatalogHiveClientFactory');
  const key = (kind: 'atRest' | 'disk') => encryptionKeyOf(cluster, kind, context);
  const role = cluster['JobFlowRole'];
  return [
    ...usesOf(
      role,
      context,
      {
        description: 'archives the logs of the cluster',
        source: `${GUIDE}/emr-plan-debugging.html`,
        requests: logs ? ['PutObject', 'GetObject'].flatMap((operation) => s3(operation, below(logs, 'j-0000000000000/steps.gz'), context)) : [],
      },
      {
        description: 'reads the scripts of the bootstrap actions',
        source: `${GUIDE}/emr-plan-bootstrap.html`,
        requests: scripts.flatMap((script) => s3('GetObject', script, context)),
      },
      {
        description: 'publishes the metrics of the CloudWatch agent',
        source: 'https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-AmazonCloudWatchAgent.html',
        requests: applications.includes('amazoncloudwatchagent') ? publishing() : [],
      },
      {
        description: 'looks at the database default of the Glue catalog',
        source: 'https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-hive-metastore-glue.html',
        requests: usesCatalog ? onCatalog('GetDatabase', context, 'default') : [],
      },
      {
        description: 'creates the database default of the Glue catalog where the account has none',
        source: 'https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-hive-metastore-glue.html',
        requests: usesCatalog ? onCatalog('CreateDatabase', context, 'default') : [],
        isConditional: true,
      },
      {
        description: 'encrypts and decrypts with the keys of the security configuration',
        source: `${GUIDE}/emr-encryption-enable.html`,
        requests: [key('atRest'), key('disk')].flatMap((arn) =>
          arn === undefined
            ? []
            : asked(
                ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map((action) => `kms:${action}`),
                arn,
              ),
        ),
      },
    ),
    ...agentUses(role, context),
  ];
}

function scalingUses(cluster: CallInput, context: BehalfContext): readonly RoleUse[] {
  return usesOf(cluster['AutoScalingRole'], context, {
    description: 'changes the number of instances by the rules of automatic scaling',
    source: `${GUIDE}/emr-iam-role-automatic-scaling.html`,
    requests: asked(['cloudwatch:DescribeAlarms', 'elasticmapreduce:ListInstanceGroups', 'elasticmapreduce:ModifyInstanceGroups']),
  });
}

function tagged(kind: 'Request' | 'Resource', value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [`aws:${kind}Tag/${MANAGED}`]: value };
}

/** What the CloudWatch agent of EMR asks for, with the namespace that it has when none is configured. */
function publishing(): AccessRequest[] {
  return [...asked(['cloudwatch:PutMetricData'], '*', { 'cloudwatch:namespace': 'CWAgent' }), ...asked(['ec2:DescribeTags', 'ec2:DescribeVolumes'])];
}

/** Subnets and security groups of a cluster. */
function networkOf(instances: CallInput): readonly { readonly type: string; readonly path: string; readonly id: string }[] {
  const named = (...names: readonly string[]) => names.flatMap((name) => textAt(instances, name) ?? textsAt(instances, name));
  const subnets = named('Ec2SubnetId', 'Ec2SubnetIds');
  const groups = named(
    'EmrManagedMasterSecurityGroup',
    'EmrManagedSlaveSecurityGroup',
    'ServiceAccessSecurityGroup',
    'AdditionalMasterSecurityGroups',
    'AdditionalSlaveSecurityGroups',
  );
  return [
    ...subnets.map((id) => ({ type: 'AWS::EC2::Subnet', path: 'subnet', id })),
    ...groups.map((id) => ({ type: 'AWS::EC2::SecurityGroup', path: 'security-group', id })),
  ];
}

/** Whether a cluster asks for Spot Instances: by a capacity of a fleet, or by the market of a group. */
function isSpot(instances: CallInput): boolean {
  const parts = Object.values(instances).flatMap((value) => (Array.isArray(value) ? value : [value])) as readonly unknown[];
  return parts.some((part) => {
    const { Market, TargetSpotCapacity } = (part ?? {}) as CallInput;
    return Market === 'SPOT' || Number(TargetSpotCapacity ?? 0) > 0;
  });
}

/** The key that a security configuration names for objects or for local disks. */
function encryptionKeyOf(cluster: CallInput, kind: 'atRest' | 'disk', context: BehalfContext): string | undefined {
  const configuration = known(context, 'AWS::EMR::SecurityConfiguration', String(cluster['SecurityConfiguration']));
  const atRest = 'SecurityConfiguration.EncryptionConfiguration.AtRestEncryptionConfiguration';
  return textAt(
    configuration?.properties,
    kind === 'atRest' ? `${atRest}.S3EncryptionConfiguration.AwsKmsKey` : `${atRest}.LocalDiskEncryptionConfiguration.AwsKmsKey`,
  );
}

function below({ bucket, key }: Place, name: string): Place {
  return { bucket, key: key === '' || key.endsWith('/') ? `${key}${name}` : `${key}/${name}` };
}
