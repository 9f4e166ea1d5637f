import { Token } from 'aws-cdk-lib';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** What a construct asks of its subnets, beside their least number. */
export interface SubnetOptions {
  /**
   * Subnets that the caller chose.
   *
   * @default - the private subnets of the network; without any, its isolated ones
   */
  readonly subnets?: readonly ISubnet[];

  /**
   * Largest number of subnets.
   *
   * @default - no limit
   */
  readonly most?: number;

  /**
   * Allow public subnets among those that the caller chose.
   *
   * @default false
   */
  readonly allowPublic?: boolean;

  /**
   * Require a route to the internet, which isolated subnets lack.
   *
   * @default false
   */
  readonly egress?: boolean;
}

/**
 * Subnets that the internet does not reach, `least` or more in as many availability zones, or those that the caller chose.
 *
 * They are counted when the app is validated: the network may still have to be looked up, and a placeholder stands for it until then.
 */
export function privateSubnetsOf(scope: IConstruct, vpc: IVpc, least: number, options: SubnetOptions = {}): ISubnet[] {
  const subnets = [...(options.subnets ?? defaultSubnets(vpc, options))];
  // What no look-up changes is refused at once: constructs of aws-cdk-lib would stop at it before the app is validated.
  const isFinal = subnets.length === 0 ? !isPlaceholder(vpc) : openSubnet(vpc, subnets, options) !== undefined;
  if (isFinal) throw refusal(scope, vpc, least, options, subnets);
  scope.node.addValidation({
    validate: () => {
      const refused = isPlaceholder(vpc) ? undefined : refusal(scope, vpc, least, options, subnets);
      return refused ? [refused.message] : [];
    },
  });
  return subnets;
}

/** Zone of a subnet; undefined when it was imported without. */
export function zoneOf(subnet: ISubnet): string | undefined {
  try {
    return subnet.availabilityZone;
  } catch {
    return undefined;
  }
}

function defaultSubnets({ privateSubnets, isolatedSubnets }: IVpc, { most, egress }: SubnetOptions): ISubnet[] {
  return (privateSubnets.length > 0 || egress ? privateSubnets : isolatedSubnets).slice(0, most);
}

function refusal(scope: IConstruct, vpc: IVpc, least: number, options: SubnetOptions, subnets: readonly ISubnet[]): PropError | undefined {
  const { most = Number.POSITIVE_INFINITY, allowPublic = false, egress = false } = options;
  const kind = [allowPublic ? 'subnets' : 'private subnets', ...(egress ? ['with a route to the internet'] : [])].join(' ');
  const refuse = (problem: string, got: string) =>
    new PropError(scope, {
      problem,
      got,
      allowed: `${most === least ? 'exactly' : 'at least'} ${least} ${kind}${least > 1 ? ', in different availability zones' : ''}`,
      fix: options.subnets ? 'name others, or leave subnets out for the private ones of the network' : 'give subnets, or another network',
    });
  const open = openSubnet(vpc, subnets, options);
  if (open) return refuse('a subnet is public', open.node.path);
  if (subnets.length < least) return refuse('subnets are too few', String(subnets.length));
  if (subnets.length > most) return refuse('subnets are too many', String(subnets.length));
  const zones = subnets.map(zoneOf);
  const known = new Set(zones.filter((zone) => zone !== undefined && !Token.isUnresolved(zone)));
  const unknown = new Set(subnets.filter((_, index) => zones[index] === undefined || Token.isUnresolved(zones[index]))).size;
  if (known.size + unknown < least) return refuse('subnets are in too few availability zones', [...known].join(', '));
  return undefined;
}

function openSubnet({ publicSubnets }: IVpc, subnets: readonly ISubnet[], { allowPublic = false }: SubnetOptions): ISubnet | undefined {
  return allowPublic ? undefined : subnets.find((subnet) => publicSubnets.includes(subnet));
}

/** Whether the network is still to be looked up: aws-cdk-lib gives the id and the zones of nobody until the context is there. */
function isPlaceholder({ vpcId }: IVpc): boolean {
  return vpcId === 'vpc-12345';
}
