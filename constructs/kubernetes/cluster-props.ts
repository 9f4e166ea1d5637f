import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import { privateSubnetsOf } from '../network/private-subnets';
import { KUBERNETES_VERSIONS } from '../versions';
import type { EksClusterProps } from './eks-cluster';

/** Validates the props of an EKS cluster. @throws PropError */
export function checkClusterProps(scope: IConstruct, props: EksClusterProps): void {
  const { clusterName, kubernetesVersion, encryptSecrets, secretsKey, autoMode, blockStorage } = props;
  if (clusterName !== undefined && (Token.isUnresolved(clusterName) || !/^[0-9A-Za-z][\w-]{0,99}$/.test(clusterName))) {
    throw new PropError(scope, {
      problem: 'clusterName is not a valid EKS cluster name',
      got: Token.isUnresolved(clusterName) ? 'a token' : `'${clusterName}'`,
      allowed: 'up to 100 letters, digits, hyphens and underscores; not a token, since the log group is named after it',
      fix: 'correct it, or leave it out',
    });
  }
  if (kubernetesVersion !== undefined && !KUBERNETES_VERSIONS.some((known) => known === kubernetesVersion)) {
    throw new PropError(scope, {
      problem: 'kubernetesVersion is not supported',
      got: `'${kubernetesVersion}'`,
      allowed: KUBERNETES_VERSIONS.join(', '),
      fix: 'choose one of them, or leave it out',
    });
  }
  if (secretsKey && encryptSecrets === false) {
    throw new PropError(scope, {
      problem: 'secretsKey has no effect without encryptSecrets',
      got: 'encryptSecrets: false',
      fix: 'leave one of the two out',
    });
  }
  if (autoMode && blockStorage !== undefined) {
    throw new PropError(scope, {
      problem: 'blockStorage has no effect with autoMode, which includes the EBS CSI driver',
      got: `blockStorage: ${blockStorage}`,
      fix: 'leave it out',
    });
  }
  checkSubnets(scope, props);
  for (const cidr of props.publicCidrs ?? []) checkCidr(scope, cidr);
  for (const arn of props.adminArns ?? []) checkPrincipal(scope, arn);
}

function checkSubnets(scope: IConstruct, { vpc, subnets = privateSubnetsOf(vpc) }: EksClusterProps): void {
  const open = subnets.find((subnet) => vpc.publicSubnets.includes(subnet));
  if (subnets.length >= 2 && !open) return;
  throw new PropError(scope, {
    problem: 'subnets are not private subnets in two availability zones',
    got: open ? `the public subnet ${open.node.path}` : String(subnets.length),
    allowed: 'two or more private subnets: nodes have no public IP addresses',
    fix: 'pass other subnets, or a VPC that has private subnets',
  });
}

function checkCidr(scope: IConstruct, cidr: string): void {
  if (Token.isUnresolved(cidr) || /^(\d{1,3}\.){3}\d{1,3}\/([89]|[12]\d|3[0-2])$/.test(cidr)) return;
  throw new PropError(scope, {
    problem: 'publicCidrs has a value that is not a narrow CIDR block',
    got: `'${cidr}'`,
    allowed: 'IPv4 CIDR blocks with a prefix length of 8 to 32',
    fix: "pass the CIDR blocks of your own network, such as '203.0.113.7/32', or none",
  });
}

function checkPrincipal(scope: IConstruct, arn: string): void {
  if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) return;
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  throw new PropError(scope, {
    problem: 'adminArns has a value that is not the ARN of an IAM role or user',
    got: `'${arn}'`,
    allowed: 'ARNs of IAM roles and users',
    fix: session
      ? `pass the role of this session: 'arn:${session[1]}:iam::${session[2]}:role/${session[3]}', with its path if it has one`
      : 'correct it',
  });
}
