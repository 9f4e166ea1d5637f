import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { arnOf, known, listAt } from './requests';
import { asked, usesOf } from './role-uses';
import type { BehalfContext, RoleUse } from './service';
import { agentUses } from './ssm-behalf';
import { networkingUses } from './vpc-cni-behalf';

const GUIDE = 'https://docs.aws.amazon.com/eks/latest/userguide';
const NODE_ROLE = `${GUIDE}/create-node-role.html`;
const INSIGHTS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-prerequisites.html';

/** What EKS does as the role of a cluster, and as that of the nodes of Auto Mode. */
export function eksClusterUses({ physicalId: cluster, properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const key = listAt(properties, 'EncryptionConfig').map((config) => textAt(config, 'Provider.KeyArn'))[0];
  return [
    ...usesOf(
      properties['RoleArn'],
      context,
      {
        description: 'Kubernetes looks at instances, networks and zones',
        source: `${GUIDE}/cluster-iam-role.html`,
        requests: asked(
          ['DescribeAvailabilityZones', 'DescribeInstanceTopology', 'DescribeInstances', 'DescribeSubnets', 'DescribeVpcs'].map(
            (action) => `ec2:${action}`,
          ),
        ),
      },
      {
        // EKS itself uses a grant, which the creator of the cluster makes.
        description: 'encrypts the secrets of Kubernetes with the key',
        source: `${GUIDE}/enable-kms.html`,
        requests: key === undefined ? [] : asked(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'], key),
        isConditional: true,
      },
    ),
    ...nodeRequests(textAt(properties, 'ComputeConfig.NodeRoleArn'), cluster, context),
  ];
}

/** What the nodes of a group do as their role: they join, pull images, and fetch credentials for pods. */
export function nodegroupUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const [role, cluster] = [properties['NodeRole'], textAt(properties, 'ClusterName') ?? ''];
  return [
    ...nodeRequests(role, cluster, context),
    ...usesOf(role, context, {
      description: 'the kubelet looks at its instance',
      source: NODE_ROLE,
      requests: asked(['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes']),
    }),
    ...agentUses(role, context),
  ];
}

function nodeRequests(role: unknown, cluster: string, context: BehalfContext): readonly RoleUse[] {
  return usesOf(
    role,
    context,
    {
      description: 'pulls images of add-ons from Amazon ECR',
      source: NODE_ROLE,
      requests: [
        ...asked(['ecr:GetAuthorizationToken']),
        ...asked(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], arnOf(context, 'ecr', 'repository/eks/pause')),
      ],
    },
    {
      description: 'the Pod Identity Agent fetches credentials for pods',
      source: `${GUIDE}/pod-id-agent-setup.html`,
      requests: hasIdentities(cluster, context) ? asked(['eks-auth:AssumeRoleForPodIdentity'], arnOf(context, 'eks', `cluster/${cluster}`)) : [],
    },
  );
}

/** What add-ons do as the roles of their pods. */
export function addonUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const [name, cluster] = ['AddonName', 'ClusterName'].map((property) => textAt(properties, property) ?? '');
  return listAt(properties, 'PodIdentityAssociations').flatMap(({ RoleArn: role, ServiceAccount }) => {
    if (name === 'vpc-cni') return networkingUses(role, context);
    if (name === 'amazon-cloudwatch-observability') return insightsUses(role, cluster ?? '', context);
    throw new Error(`what the add-on ${name} does as the role of ${String(ServiceAccount)} is not known`);
  });
}

/** What pods do as the role of their service account: the load balancer controller, and the provider that fetches secrets for others. */
export function podIdentityUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const [role, namespace = '', account = ''] = ['RoleArn', 'Namespace', 'ServiceAccount'].map((name) => textAt(properties, name));
  if (account === 'aws-load-balancer-controller') return controllerUses(role, context);
  return usesOf(role, context, {
    description: 'the secrets provider fetches what the pods mount',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/integrating_csi_driver.html',
    requests: secretsOf(namespace, account, context).flatMap((arn) => asked(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], arn)),
  });
}

/** What the kubectl provider of the CDK does as the role of its handler for a manifest or chart. */
export function kubectlUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const cluster = textAt(properties, 'ClusterName');
  const provider = functionNamed(textAt(properties, 'ServiceToken'), context);
  const handler = functionNamed(textAt(provider?.properties, 'Environment.Variables.USER_ON_EVENT_FUNCTION_ARN'), context);
  return usesOf(handler?.properties?.['Role'], context, {
    description: 'kubectl and helm look where the cluster is',
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html',
    requests: cluster === undefined ? [] : asked(['eks:DescribeCluster'], arnOf(context, 'eks', `cluster/${cluster}`)),
  });
}

function insightsUses(role: unknown, cluster: string, context: BehalfContext): readonly RoleUse[] {
  const groups = ['application', 'dataplane', 'host', 'performance'].map((name) => `/aws/containerinsights/${cluster}/${name}`);
  return usesOf(
    role,
    context,
    {
      description: 'writes logs and performance events of the cluster',
      source: INSIGHTS,
      requests: groups.flatMap((group) => [
        ...asked(['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(context, 'logs', `log-group:${group}:log-stream:node`)),
        ...asked(['logs:DescribeLogStreams'], arnOf(context, 'logs', `log-group:${group}:log-stream:`)),
        ...(known(context, 'AWS::Logs::LogGroup', group)
          ? []
          : asked(['logs:CreateLogGroup'], arnOf(context, 'logs', `log-group:${group}:log-stream:`))),
      ]),
    },
    {
      description: 'publishes metrics and looks at tags and volumes of the nodes',
      source: INSIGHTS,
      requests: [
        ...asked(['cloudwatch:PutMetricData'], '*', { 'cloudwatch:namespace': 'ContainerInsights' }),
        ...asked(['ec2:DescribeTags', 'ec2:DescribeVolumes', 'logs:DescribeLogGroups']),
      ],
    },
  );
}

/** What the controller needs for TargetGroupBindings, when it makes no load balancers and no security group rules. */
function controllerUses(role: unknown, context: BehalfContext): readonly RoleUse[] {
  const source = 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/';
  const groups = manifests(context).flatMap((text) => [...text.matchAll(/"targetGroupARN":"([^"]+)"/g)].map(([, arn = '']) => arn));
  return usesOf(
    role,
    context,
    {
      description: 'registers pods in the target groups',
      source,
      requests: [...new Set(groups)].flatMap((arn) => asked(['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'], arn)),
    },
    {
      description: 'looks at target groups and networks',
      source,
      requests: asked([
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeVpcs',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ]),
    },
    {
      description: 'looks at instances, for targets that are not addresses, and changes attributes that a binding names',
      source,
      requests: [
        ...asked(['ec2:DescribeInstances']),
        ...[...new Set(groups)].flatMap((arn) =>
          asked(['elasticloadbalancing:ModifyTargetGroup', 'elasticloadbalancing:ModifyTargetGroupAttributes'], arn),
        ),
      ],
      isConditional: true,
    },
  );
}

/** ARNs of the secrets that the pods of a service account mount. */
function secretsOf(namespace: string, account: string, context: BehalfContext): readonly string[] {
  const all = manifests(context).filter((text) => text.includes(`"namespace":"${namespace}"`));
  const classes = all
    .filter((text) => text.includes(`"serviceAccountName":"${account}"`))
    .flatMap((text) => [...text.matchAll(/"secretProviderClass":"([^"]+)"/g)].map(([, name = '']) => name));
  const declared = all.filter((text) => text.includes('"kind":"SecretProviderClass"') && classes.some((name) => text.includes(`"name":"${name}"`)));
  return [...new Set(declared.flatMap((text) => text.match(/arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[\w/+=.@-]+/g) ?? []))];
}

/** Texts of the manifests, also of those in which a part is known to CloudFormation alone. */
function manifests({ resources }: BehalfContext): readonly string[] {
  return resources
    .filter(({ type }) => type === 'Custom::AWSCDK-EKS-KubernetesResource')
    .map(({ properties }) =>
      JSON.stringify(properties?.['Manifest'] ?? '')
        .replace(/\\+n/g, '\n')
        .replaceAll('\\', ''),
    );
}

function hasIdentities(cluster: string, { resources }: BehalfContext): boolean {
  return resources.some(
    ({ type, properties = {} }) =>
      textAt(properties, 'ClusterName') === cluster &&
      (type === 'AWS::EKS::PodIdentityAssociation' || (type === 'AWS::EKS::Addon' && listAt(properties, 'PodIdentityAssociations').length > 0)),
  );
}

function functionNamed(arn: string | undefined, context: BehalfContext): DeployedResource | undefined {
  const name = arn?.split(':function:').at(-1)?.split(':')[0];
  return name === undefined ? undefined : known(context, 'AWS::Lambda::Function', name);
}
