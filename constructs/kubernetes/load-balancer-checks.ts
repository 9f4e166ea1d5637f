import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkCidr } from '../checks/cidr';
import { checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { PropError } from '../errors';

/** The props of a load balancer that can be wrong. */
interface CheckedProps {
  readonly podPort: number;
  readonly healthPort?: number;
  readonly loadBalancerName?: string;
  readonly allowedCidrs?: readonly string[];
  readonly accessLogsBucket?: unknown;
  readonly hostNames?: readonly string[];
  readonly hostedZoneId?: string;
  readonly zoneName?: string;
  readonly certificate?: unknown;
  readonly allowPlainHttp?: boolean;
}

/** Refuses what cannot become a load balancer. @throws PropError */
export function checkLoadBalancerProps(scope: IConstruct, props: CheckedProps): void {
  for (const prop of ['podPort', 'healthPort'] as const) {
    checkRange(scope, prop, props[prop], {
      least: 1,
      most: 65_535,
      problem: 'is not a port',
      allowed: '1 to 65535',
      fix: 'give the port of the container',
    });
  }
  for (const cidr of props.allowedCidrs ?? []) {
    checkCidr(scope, 'allowedCidrs', cidr, { shortest: 0, problem: 'has a block that is none', allowed: 'IPv4 CIDR blocks' });
  }
  checkBalancerName(scope, props);
  checkNames(scope, props);
  checkEncryption(scope, props);
  if (props.allowedCidrs?.length === 0) {
    throw new PropError(scope, {
      problem: 'allowedCidrs is empty, and no client could reach the load balancer',
      allowed: 'one or more CIDR blocks',
      fix: 'pass some, or leave it out for 0.0.0.0/0',
    });
  }
  if (props.accessLogsBucket && Token.isUnresolved(Stack.of(scope).region)) {
    throw new PropError(scope, {
      problem: 'accessLogsBucket needs a stack with a region',
      allowed: 'a stack with env: { region }; the principal that delivers the logs depends on it',
      fix: 'set the region, or leave accessLogsBucket out',
    });
  }
}

function checkBalancerName(scope: IConstruct, { loadBalancerName: name }: CheckedProps): void {
  checkText(scope, 'loadBalancerName', name, {
    problem: 'is not a valid load balancer name',
    form: /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
    allowed: "up to 32 letters, digits and hyphens, with no hyphen at either end, and no prefix 'internal-'",
  });
}

function checkNames(scope: IConstruct, { hostNames = [], hostedZoneId, zoneName, certificate }: CheckedProps): void {
  const zoneGiven = [hostedZoneId, zoneName].filter((part) => part !== undefined).length;
  const namesNeedZone = hostNames.length > 0 && !certificate;
  if (zoneGiven === 1 || (zoneGiven === 0 && namesNeedZone) || (zoneGiven === 2 && hostNames.length === 0)) {
    throw new PropError(scope, {
      problem: 'hostNames, hostedZoneId and zoneName belong together',
      got: `hostNames ${hostNames.join(', ') || 'none'}, hostedZoneId ${hostedZoneId ?? 'none'}, zoneName ${zoneName ?? 'none'}`,
      allowed: 'all three; hostNames and a certificate, if their DNS records are created elsewhere; or none, for the DNS name of the load balancer',
      fix: 'pass what is missing; `aws route53 list-hosted-zones` prints id and name of each hosted zone',
    });
  }
  const inZone = (name: string) => Token.isUnresolved(name) || name === zoneName || name.endsWith(`.${zoneName}`);
  const outside = hostNames.find((name) => !inZone(name));
  if (outside === undefined || zoneName === undefined || Token.isUnresolved(zoneName)) return;
  throw new PropError(scope, {
    problem: 'hostNames has a name that is not in the hosted zone',
    got: `'${outside}'`,
    allowed: `'${zoneName}' and names that end with '.${zoneName}'`,
    fix: 'pass the full name, or the hosted zone of the name',
  });
}

function checkEncryption(scope: IConstruct, { certificate, hostNames, allowPlainHttp }: CheckedProps): void {
  const encrypted = certificate !== undefined || (hostNames?.length ?? 0) > 0;
  if (!encrypted && !allowPlainHttp) {
    throw new PropError(scope, {
      problem: 'there is no certificate, and clients would use unencrypted HTTP',
      got: 'neither certificate nor hostNames',
      allowed: 'a certificate, host names in a hosted zone, or allowPlainHttp: true',
      fix: 'pass one of them; without a domain only allowPlainHttp is possible',
    });
  }
  if (encrypted && allowPlainHttp) {
    throw new PropError(scope, {
      problem: 'allowPlainHttp has no effect with a certificate: HTTP is redirected to HTTPS',
      got: 'allowPlainHttp: true',
      fix: 'leave it out',
    });
  }
}
