import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkCidr } from '../checks/cidr';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { KUBERNETES_VERSIONS } from '../versions';

/** The props of a cluster that can be wrong. */
interface CheckedProps {
  readonly clusterName?: string;
  readonly kubernetesVersion?: string;
  readonly encryptSecrets?: boolean;
  readonly secretsKey?: unknown;
  readonly autoMode?: boolean;
  readonly blockStorage?: boolean;
  readonly publicCidrs?: readonly string[];
  readonly adminArns?: readonly string[];
}

/** Refuses what cannot become a cluster. @throws PropError */
export function checkClusterProps(scope: IConstruct, props: CheckedProps): void {
  const { clusterName, kubernetesVersion, encryptSecrets, secretsKey, autoMode, blockStorage } = props;
  checkText(scope, 'clusterName', clusterName, {
    problem: 'is not a name that EKS allows',
    form: /^[0-9A-Za-z][\w-]{0,99}$/,
    allowed: 'up to 100 letters, digits, hyphens and underscores',
  });
  checkText(scope, 'kubernetesVersion', kubernetesVersion, {
    problem: 'is not one that this construct has been tried with',
    form: (version) => KUBERNETES_VERSIONS.some((known) => known === version),
    allowed: KUBERNETES_VERSIONS.join(', '),
    fix: 'choose one of them, or leave it out',
  });
  if (secretsKey && encryptSecrets === false) {
    throw new PropError(scope, {
      problem: 'secretsKey has no effect without encryptSecrets',
      got: 'encryptSecrets: false',
      fix: 'leave one of the two out',
    });
  }
  if (autoMode && blockStorage !== undefined) {
    throw new PropError(scope, {
      problem: 'blockStorage has no effect with autoMode, which has its own driver',
      got: `blockStorage: ${blockStorage}`,
      fix: 'leave it out',
    });
  }
  for (const cidr of props.publicCidrs ?? []) {
    checkCidr(scope, 'publicCidrs', cidr, {
      shortest: 8,
      problem: 'names something else than a few addresses',
      allowed: 'IPv4 CIDR blocks with a prefix of /8 to /32',
      fix: "name the addresses that you come from, as in '203.0.113.7/32', or none",
    });
  }
  for (const arn of props.adminArns ?? []) checkPrincipal(scope, arn);
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
