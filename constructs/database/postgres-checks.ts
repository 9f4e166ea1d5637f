import type { IConstruct } from 'constructs';
import { checkCidr } from '../checks/cidr';
import { checkKnown, checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { POSTGRES_VERSIONS } from '../versions';
import type { PostgresDatabaseProps } from './postgres-props';

/** Refuses properties that RDS would refuse. @throws PropError */
export function checkPostgresProps(scope: IConstruct, props: PostgresDatabaseProps): void {
  checkKnown(scope, 'engineVersion', props.engineVersion);
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
    checkText(scope, prop, name, {
      problem: 'is not a name that RDS allows',
      form: /^(?!.*--)[a-z][a-z0-9-]{0,60}[a-z0-9]$/,
      allowed: '2 to 62 lower case letters, digits and single hyphens, a letter first',
    });
  }
  const allowed = 'up to 63 letters, digits and underscores, a letter first';
  const fix = 'choose another, or leave it out';
  const form = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
  checkText(scope, 'databaseName', databaseName, { problem: 'is not a name that RDS allows', form, allowed, fix });
  checkText(scope, 'adminName', adminName, {
    problem: 'is not a name that RDS allows',
    form: (name) => form.test(name) && !/^(pg_.*|admin|postgres|rdsadmin|user)$/i.test(name),
    allowed: `${allowed}, and not 'admin', 'postgres', 'rdsadmin', 'user' or a name that begins with 'pg_'`,
    fix,
  });
}

function checkNumbers(scope: IConstruct, { allocatedGiB, replicas, logStatementsFromMs, backupRetention }: PostgresDatabaseProps): void {
  checkKnown(scope, 'replicas', replicas);
  checkRange(scope, 'allocatedGiB', allocatedGiB, { least: 20, most: 65_536, unit: 'GiB' });
  checkRange(scope, 'replicas', replicas, { least: 0, most: 15, unit: 'replicas' });
  checkRange(scope, 'logStatementsFromMs', logStatementsFromMs, { least: 0, most: 2_147_483_647, unit: 'milliseconds' });
  const days = backupRetention && !backupRetention.isUnresolved() ? backupRetention.toDays({ integral: false }) : undefined;
  const least = (replicas ?? 1) > 0 ? 1 : 0;
  const because = least > 0 ? ': a replica begins with a backup' : '';
  checkRange(scope, 'backupRetention', days, { least, most: 35, unit: 'days', allowed: `${least} to 35 whole days${because}` });
}

function checkAccess(scope: IConstruct, { publicAccess, allowedCidrs = [] }: PostgresDatabaseProps): void {
  if (publicAccess && allowedCidrs.length === 0) {
    throw new PropError(scope, {
      problem: 'publicAccess has no effect without allowedCidrs',
      got: 'no address',
      allowed: "addresses of clients, as in ['203.0.113.7/32']",
      fix: 'name them, or leave publicAccess out',
    });
  }
  for (const cidr of allowedCidrs) {
    checkCidr(scope, 'allowedCidrs', cidr, {
      shortest: publicAccess ? 32 : 8,
      problem: 'has a block that is none, or is too large',
      allowed: publicAccess ? "single IPv4 addresses, as in '203.0.113.7/32'" : 'IPv4 CIDR blocks with a prefix of /8 to /32',
      fix: 'name the clients one by one; nothing is ever opened to the world',
    });
  }
}
