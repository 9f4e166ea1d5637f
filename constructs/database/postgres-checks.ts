import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import { POSTGRES_VERSIONS } from '../versions';
import type { PostgresDatabaseProps } from './postgres-props';

/** Refuses what cannot become a PostgreSQL database. @throws PropError */
export function checkPostgresProps(scope: IConstruct, props: PostgresDatabaseProps): void {
  checkNames(scope, props);
  checkNumbers(scope, props);
  checkAccess(scope, props);
  const { engineVersion, manageMasterUserPassword, replicas } = props;
  if (engineVersion !== undefined && !POSTGRES_VERSIONS.some((known) => known === engineVersion)) {
    throw new PropError(scope, {
      problem: 'engineVersion is not one that this construct has been tried with',
      got: `'${engineVersion}'`,
      allowed: POSTGRES_VERSIONS.join(', '),
      fix: 'choose one of them; 11 left standard support in February 2024, and earlier minors of 17 leave it one after another',
    });
  }
  if (manageMasterUserPassword && (replicas ?? 1) > 0) {
    throw new PropError(scope, {
      problem: 'manageMasterUserPassword allows no replica',
      got: `${replicas ?? 1} replicas`,
      allowed: 'replicas: 0, or the generated secret of the stack',
      fix: 'leave one of the two out',
    });
  }
}

function checkNames(scope: IConstruct, { instanceIdentifier, replicaIdentifier, databaseName, adminName }: PostgresDatabaseProps): void {
  for (const [prop, name] of Object.entries({ instanceIdentifier, replicaIdentifier })) {
    if (name === undefined || (!Token.isUnresolved(name) && /^(?!.*--)[a-z][a-z0-9-]{0,60}[a-z0-9]$/.test(name))) continue;
    throw new PropError(scope, {
      problem: `${prop} is not a name that RDS allows`,
      got: Token.isUnresolved(name) ? 'a name that is known when the stack is deployed' : `'${name}'`,
      allowed: '2 to 62 lower case letters, digits and single hyphens, a letter first; logs are named after it before the instance exists',
      fix: 'correct it, or leave it out',
    });
  }
  for (const [prop, name] of Object.entries({ databaseName, adminName })) {
    if (name === undefined || Token.isUnresolved(name)) continue;
    const reserved = prop === 'adminName' && ['admin', 'postgres', 'rdsadmin', 'user'].includes(name);
    if (/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(name) && !reserved) continue;
    throw new PropError(scope, {
      problem: `${prop} is not a name that RDS allows`,
      got: `'${name}'`,
      allowed: `up to 63 letters, digits and underscores, a letter first${prop === 'adminName' ? ", and not 'admin', 'postgres', 'rdsadmin' or 'user'" : ''}`,
      fix: 'choose another, or leave it out',
    });
  }
}

function checkNumbers(scope: IConstruct, { allocatedGiB, replicas, logStatementsFromMs, backupRetention }: PostgresDatabaseProps): void {
  const days = backupRetention && !backupRetention.isUnresolved() ? backupRetention.toDays({ integral: false }) : undefined;
  const ranges: readonly [prop: string, value: number | undefined, least: number, most: number, unit: string][] = [
    ['allocatedGiB', allocatedGiB, 20, 65_536, 'GiB'],
    ['replicas', replicas, 0, 15, 'replicas'],
    ['logStatementsFromMs', logStatementsFromMs, 0, 2_147_483_647, 'milliseconds'],
    ['backupRetention', days, (replicas ?? 1) > 0 ? 1 : 0, 35, 'days'],
  ];
  for (const [prop, value, least, most, unit] of ranges) {
    if (value === undefined || Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most)) continue;
    throw new PropError(scope, {
      problem: `${prop} is out of range`,
      got: `${value} ${unit}`,
      allowed: `${least} to ${most} whole ${unit}${prop === 'backupRetention' && least > 0 ? ': a replica begins with a backup' : ''}`,
      fix: 'correct it, or leave it out',
    });
  }
}

function checkAccess(scope: IConstruct, { publicAccess, allowedCidrs = [] }: PostgresDatabaseProps): void {
  if (publicAccess && allowedCidrs.length === 0) {
    throw new PropError(scope, {
      problem: 'publicAccess lets nobody in without allowedCidrs',
      got: 'no address',
      allowed: "addresses of clients, as in ['203.0.113.7/32']",
      fix: 'name them, or leave publicAccess out',
    });
  }
  for (const cidr of allowedCidrs) {
    if (!Token.isUnresolved(cidr) && isBlock(cidr, publicAccess ? 32 : 8)) continue;
    throw new PropError(scope, {
      problem: 'allowedCidrs has a block that is none, or is too large',
      got: Token.isUnresolved(cidr) ? 'a block that is known when the stack is deployed' : `'${cidr}'`,
      allowed: publicAccess ? "single IPv4 addresses, as in '203.0.113.7/32'" : 'IPv4 blocks with a length from 8 to 32',
      fix: 'name the clients one by one; nothing is ever opened to the world',
    });
  }
}

/** Whether a text is a block of IPv4 addresses that is no larger than one with this length. */
function isBlock(cidr: string, least: number): boolean {
  const [, ...numbers] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const [length = -1, ...parts] = numbers.map(Number).reverse();
  return parts.length === 4 && parts.every((part) => part <= 255) && length >= least && length <= 32;
}
