import { MANAGED_POLICIES, SERVICE_LINKED_POLICIES } from '../services/managed-policies';
import type { Caller } from './evaluate';
import { type Policy, parsePolicy } from './policies';

type Document = Readonly<Record<string, unknown>>;

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const allowing = (...actions: readonly string[]): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

/**
 * Whole contents of AWS managed policies, by name; of any other that counts on which the uses of roles rely.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const AWS_MANAGED: Readonly<Record<string, Document>> = {
  AWSDenyAll: { Version: '2012-10-17', Statement: [{ Sid: 'DenyAll', Effect: 'Deny', Action: ['*'], Resource: '*' }] },
  AWSLambdaBasicExecutionRole: allowing(...logs),
  AWSLambdaVPCAccessExecutionRole: allowing(
    ...logs,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ),
};

/** Policies by which AWS takes rights from keys that have become public. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html */
const DENYING = /^AWSCompromisedKeyQuarantine(V\d)?$/;

/** Whether a policy whose content is not known has to be taken for one that denies, as each that AWS has not written, and those of AWS that do. */
export function mayDenyAll(arn: string): boolean {
  const name = nameOf(arn);
  return name === undefined || DENYING.test(name);
}

/** What is known of a policy that AWS writes: it never allows what the policy does not. */
export function managedPolicy(arn: string): { readonly policy: Policy; readonly isWhole: boolean } {
  const name = nameOf(arn) ?? '';
  const whole = AWS_MANAGED[name];
  const document = whole ?? MANAGED_POLICIES[name]?.document;
  return { policy: document ? parsePolicy(document, arn, 'identity') : { statements: [], errors: [] }, isWhole: whole !== undefined };
}

/** A role that a service creates for itself, with what is known of its policy; undefined for any other. */
export function serviceLinkedRole(arn: string): Caller | undefined {
  const [, partition = '', name = ''] = /^arn:([^:]+):iam::\d{12}:role\/aws-service-role\/(.+)$/.exec(arn) ?? [];
  const policy = SERVICE_LINKED_POLICIES[name];
  if (policy === undefined) return undefined;
  return { arn, policies: [managedPolicy(`arn:${partition}:iam::aws:policy/aws-service-role/${policy}`).policy] };
}

/** Name of a policy that AWS writes; undefined for any other. */
function nameOf(arn: string): string | undefined {
  return /^arn:[^:]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
}
