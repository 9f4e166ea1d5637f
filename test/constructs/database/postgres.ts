import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { PostgresDatabase, type PostgresDatabaseProps, PostgresNetwork, type PostgresNetworkProps } from 'stagecraft-constructs/database';
import { readable } from '../../support/synth';

export const INSTANCE = 'AWS::RDS::DBInstance';

export type Wishes = Omit<PostgresDatabaseProps, 'vpc'>;

/** A database in a new network. */
export function databaseIn(stack: Stack, props: Wishes = {}, network: PostgresNetworkProps = {}): PostgresDatabase {
  const { vpc, databaseSubnets: subnets } = new PostgresNetwork(stack, 'Network', network);
  return new PostgresDatabase(stack, 'Shop', { vpc, subnets, instanceIdentifier: 'shop', ...props });
}

/** Instances by their names, with all that the template says of them. */
export function instancesIn(template: Template): Record<string, { Properties: Record<string, unknown>; [key: string]: unknown }> {
  return Object.fromEntries(Object.values(template.findResources(INSTANCE)).map((found) => [found.Properties.DBInstanceIdentifier, found as never]));
}

/** Every rule of every security group, in and out, as a line of text. */
export function rulesIn(template: Template): string[] {
  const lines: string[] = [];
  const note = (owner: string, direction: string, rule: Record<string, unknown>) => {
    const peer =
      rule['CidrIp'] ?? rule['CidrIpv6'] ?? rule['SourceSecurityGroupId'] ?? rule['DestinationSecurityGroupId'] ?? rule['SourcePrefixListId'];
    lines.push(`${owner} ${direction} ${rule['IpProtocol']}/${rule['FromPort']} ${readable(peer)}`);
  };
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::EC2::SecurityGroup'))) {
    for (const rule of Properties.SecurityGroupIngress ?? []) note(id, 'in', rule);
    for (const rule of Properties.SecurityGroupEgress ?? []) note(id, 'out', rule);
  }
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::EC2::SecurityGroupIngress'))) note(id, 'in', Properties);
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::EC2::SecurityGroupEgress'))) note(id, 'out', Properties);
  return lines;
}

/** Rules that name the whole world. A group without a way out has one for an address that nobody has, and it is none. */
export function openRules(template: Template): string[] {
  return rulesIn(template).filter((rule) => / (0\.0\.0\.0\/[0-7]|::\/\d+)$/.test(rule));
}
