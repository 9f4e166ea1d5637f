import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import type { ServiceLoadBalancerProps } from './service-load-balancer';

/** Validates the props of a load balancer. @throws PropError */
export function checkLoadBalancerProps(scope: IConstruct, props: ServiceLoadBalancerProps): void {
  for (const prop of ['podPort', 'healthPort'] as const) checkPort(scope, prop, props[prop]);
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

function checkBalancerName(scope: IConstruct, { loadBalancerName: name }: ServiceLoadBalancerProps): void {
  if (name === undefined || Token.isUnresolved(name) || /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) return;
  throw new PropError(scope, {
    problem: 'loadBalancerName is not a valid load balancer name',
    got: `'${name}'`,
    allowed: "up to 32 letters, digits and hyphens, with no hyphen at either end, and no prefix 'internal-'",
    fix: 'correct it, or leave it out',
  });
}

function checkPort(scope: IConstruct, prop: string, port: number | undefined): void {
  if (port === undefined || Token.isUnresolved(port) || (Number.isInteger(port) && port >= 1 && port <= 65_535)) return;
  throw new PropError(scope, { problem: `${prop} is not a port`, got: String(port), allowed: '1 to 65535', fix: 'pass the port of the container' });
}

function checkNames(scope: IConstruct, { hostNames = [], hostedZoneId, zoneName, certificate }: ServiceLoadBalancerProps): void {
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

function checkEncryption(scope: IConstruct, { certificate, hostNames, allowPlainHttp }: ServiceLoadBalancerProps): void {
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
