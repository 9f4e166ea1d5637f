import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import { DOCUMENTDB_VERSIONS } from '../versions';
import type { DocumentDbClusterProps } from './document-db-cluster';

/** Refuses what cannot become a cluster of DocumentDB. @throws PropError */
export function checkDocumentDbProps(
  scope: IConstruct,
  { clusterName, engineVersion, instances, adminName, backupRetention }: DocumentDbClusterProps,
): void {
  if (clusterName !== undefined && (Token.isUnresolved(clusterName) || !/^(?!.*--)[a-z][a-z0-9-]{0,48}[a-z0-9]$/.test(clusterName))) {
    throw new PropError(scope, {
      problem: 'clusterName is not a name that DocumentDB allows',
      got: Token.isUnresolved(clusterName) ? 'a name that is known when the stack is deployed' : `'${clusterName}'`,
      allowed: '2 to 50 lower case letters, digits and single hyphens, a letter first; its log groups are named after it before the cluster exists',
      fix: 'correct it, or leave it out',
    });
  }
  if (engineVersion !== undefined && !DOCUMENTDB_VERSIONS.some((known) => known === engineVersion)) {
    throw new PropError(scope, {
      problem: 'engineVersion is not one that this construct has been tried with',
      got: `'${engineVersion}'`,
      allowed: DOCUMENTDB_VERSIONS.join(', '),
      fix: 'choose one of them; 3.6 ended on 30 March 2026',
    });
  }
  if (instances !== undefined && !Token.isUnresolved(instances) && !(Number.isInteger(instances) && instances >= 1 && instances <= 16)) {
    throw new PropError(scope, {
      problem: 'instances is out of range',
      got: String(instances),
      allowed: '1 to 16',
      fix: 'correct it, or leave it out for 2',
    });
  }
  if (adminName !== undefined && (!/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(adminName) || adminName === 'admin')) {
    throw new PropError(scope, {
      problem: 'adminName is not a name that DocumentDB allows',
      got: `'${adminName}'`,
      allowed: "up to 63 letters, digits and underscores, a letter first, and not 'admin'",
      fix: 'choose another, or leave it out',
    });
  }
  const days = backupRetention && !backupRetention.isUnresolved() ? backupRetention.toDays({ integral: false }) : 7;
  if (!Number.isInteger(days) || days < 1 || days > 35) {
    throw new PropError(scope, {
      problem: 'backupRetention is out of range',
      got: backupRetention?.toHumanString(),
      allowed: '1 to 35 whole days',
      fix: 'correct it, or leave it out for 7 days',
    });
  }
}
