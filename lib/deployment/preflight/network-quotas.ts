import { recordsIn, valueAt } from '../../contract/records';
import { couldNotLook, look, type PreflightCheck } from './check';
import type { Looks } from './looks';
import type { TemplateResource } from './templates';

interface CountedQuota {
  readonly what: string;
  readonly service: 'ec2' | 'vpc';
  readonly code: string;
  readonly type: string;
  used(looks: NetworkLooks): Promise<number>;
}

type NetworkLooks = Pick<Looks, 'quota' | 'addresses' | 'vpcs' | 'natGateways'>;

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: five of each in a fresh account. */
const QUOTAS: readonly CountedQuota[] = [
  { what: 'Elastic IP addresses', service: 'ec2', code: 'L-0263D0A3', type: 'AWS::EC2::EIP', used: (looks) => looks.addresses() },
  { what: 'VPCs', service: 'vpc', code: 'L-F678F1CE', type: 'AWS::EC2::VPC', used: (looks) => looks.vpcs() },
];

const NAT = { what: 'NAT gateways of an Availability Zone', service: 'vpc', code: 'L-FE5A380F' } as const;

/** Compares the Elastic IP addresses, VPCs and NAT gateways of new stacks with the quotas of the region. */
export async function checkNetwork(resources: readonly TemplateResource[], looks: NetworkLooks): Promise<readonly PreflightCheck[]> {
  const counted = QUOTAS.map((quota) => ({ ...quota, needed: resources.filter(({ type }) => type === quota.type).length })).filter(
    ({ needed }) => needed > 0,
  );
  const checks = await Promise.all(counted.map((quota) => checkCount(quota, () => quota.used(looks), looks)));
  return [...checks, ...(await checkNatGateways(resources, looks))];
}

interface Need {
  readonly what: string;
  readonly service: string;
  readonly code: string;
  readonly needed: number;
}

async function checkCount({ what, service, code, needed }: Need, read: () => Promise<number>, looks: NetworkLooks): Promise<PreflightCheck> {
  const [quota, used] = await Promise.all([look(() => looks.quota(service, code)), look(read)]);
  if ('refused' in quota) return couldNotLook(what, `the quota ${code}`, quota.refused);
  if ('refused' in used) return couldNotLook(what, 'those in use', used.refused);
  const description = `${needed} needed; quota ${quota.value}, in use ${used.value} (${code})`;
  if (needed <= quota.value - used.value) return { subject: what, state: 'ok', description };
  const fix = `release some, or aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed + used.value}`;
  return { subject: what, state: 'refused', description, fix };
}

/** The zone in which the stacks and the account together have the most. A zone that only CloudFormation knows counts with its own kind. */
async function checkNatGateways(resources: readonly TemplateResource[], looks: NetworkLooks): Promise<readonly PreflightCheck[]> {
  const zones = resources.filter(({ type }) => type === 'AWS::EC2::NatGateway').map((gateway) => zoneOf(gateway, resources));
  if (zones.length === 0) return [];
  const there = await look(() => looks.natGateways());
  if ('refused' in there) return [couldNotLook(NAT.what, 'those in use', there.refused)];
  const count = (list: readonly string[], zone: string) => list.filter((each) => each === zone).length;
  const fullest = [...new Set(zones)].sort(
    (one, other) => count(zones, other) + count(there.value, other) - count(zones, one) - count(there.value, one),
  )[0] as string;
  return [await checkCount({ ...NAT, needed: count(zones, fullest) }, async () => count(there.value, fullest), looks)];
}

function zoneOf(gateway: TemplateResource, resources: readonly TemplateResource[]): string {
  const subnet = referredIn(gateway.properties['SubnetId']);
  const found = resources.find(({ stack, logicalId }) => stack === gateway.stack && logicalId === subnet);
  const zone = found?.properties['AvailabilityZone'];
  return typeof zone === 'string' ? zone : JSON.stringify(zone ?? subnet ?? '');
}

/** Logical id that an unresolved `Ref` or `Fn::GetAtt` names. */
export function referredIn(value: unknown): string | undefined {
  const expression = valueAt(value, 'expression');
  const [attribute] = [valueAt(expression, 'Fn::GetAtt')].flat();
  const target = valueAt(expression, 'Ref') ?? attribute;
  return typeof target === 'string' ? target : undefined;
}

/** Logical ids that a list of unresolved references names. */
export function referredInList(value: unknown): readonly string[] {
  return recordsIn(value).flatMap((each) => referredIn(each) ?? []);
}
