import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import { KUBERNETES_VERSIONS } from '../versions';
import type { EksClusterProps } from './eks-cluster';

/** Refuses what cannot become a cluster. @throws PropError */
export function checkClusterProps(scope: IConstruct, props: EksClusterProps): void {
  const { clusterName, kubernetesVersion, encryptSecrets, secretsKey, autoMode, blockStorage } = props;
  if (clusterName !== undefined && (Token.isUnresolved(clusterName) || !/^[0-9A-Za-z][\w-]{0,99}$/.test(clusterName))) {
    throw new PropError(scope, {
      problem: 'clusterName is not a name that EKS allows',
      got: Token.isUnresolved(clusterName) ? 'a name that is known when the stack is deployed' : `'${clusterName}'`,
      allowed: 'up to 100 letters, digits, hyphens and underscores; its log group is named after it before the cluster exists',
      fix: 'correct it, or leave it out',
    });
  }
  if (kubernetesVersion !== undefined && !KUBERNETES_VERSIONS.some((known) => known === kubernetesVersion)) {
    throw new PropError(scope, {
      problem: 'kubernetesVersion is not one that this construct has been tried with',
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
      problem: 'blockStorage has no effect with autoMode, which has a driver of its own',
      got: `blockStorage: ${blockStorage}`,
      fix: 'leave it out',
    });
  }
  for (const cidr of props.publicCidrs ?? []) checkCidr(scope, cidr);
  for (const arn of props.adminArns ?? []) checkPrincipal(scope, arn);
}

function checkCidr(scope: IConstruct, cidr: string): void {
  if (Token.isUnresolved(cidr) || /^(\d{1,3}\.){3}\d{1,3}\/([89]|[12]\d|3[0-2])$/.test(cidr)) return;
  throw new PropError(scope, {
    problem: 'publicCidrs names something else than a few addresses',
    got: `'${cidr}'`,
    allowed: 'blocks of IPv4 addresses with a length of 8 to 32',
    fix: "name the addresses that you come from, as in '203.0.113.7/32', or none",
  });
}

function checkPrincipal(scope: IConstruct, arn: string): void {
  if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) return;
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  throw new PropError(scope, {
    problem: 'adminArns names something else than a role or a user',
    got: `'${arn}'`,
    allowed: 'ARNs of IAM roles and users',
    fix: session
      ? `name the role of this session: 'arn:${session[1]}:iam::${session[2]}:role/${session[3]}', with its path if it has one`
      : 'correct it',
  });
}
