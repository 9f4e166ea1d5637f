import type { IConstruct } from 'constructs';
import { checkKnown, checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { DOCUMENTDB_VERSIONS } from '../versions';
import type { DocumentDbClusterProps } from './document-db-props';

/** Refuses what cannot become a DocumentDB cluster. @throws PropError */
export function checkDocumentDbProps(
  scope: IConstruct,
  { clusterName, engineVersion, instances, adminName, backupRetention }: DocumentDbClusterProps,
): void {
  checkKnown(scope, 'engineVersion', engineVersion);
  checkKnown(scope, 'instances', instances);
  checkText(scope, 'clusterName', clusterName, {
    problem: 'is not a name that DocumentDB allows',
    form: /^(?!.*--)[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    allowed: '2 to 50 lower case letters, digits and single hyphens, a letter first',
  });
  if (engineVersion !== undefined && !DOCUMENTDB_VERSIONS.some((known) => known === engineVersion)) {
    throw new PropError(scope, {
      problem: 'engineVersion is not one that this construct has been tried with',
      got: `'${engineVersion}'`,
      allowed: DOCUMENTDB_VERSIONS.join(', '),
      fix: 'choose one of them; 3.6 ended on 30 March 2026',
    });
  }
  checkRange(scope, 'instances', instances, { least: 1, most: 16, fix: 'correct it, or leave it out for 2' });
  checkText(scope, 'adminName', adminName, {
    problem: 'is not a name that DocumentDB allows',
    form: /^(?!admin$)[A-Za-z][A-Za-z0-9_]{0,62}$/,
    allowed: "up to 63 letters, digits and underscores, a letter first, and not 'admin'",
    fix: 'choose another, or leave it out',
  });
  const days = backupRetention && !backupRetention.isUnresolved() ? backupRetention.toDays({ integral: false }) : undefined;
  checkRange(scope, 'backupRetention', days, {
    least: 1,
    most: 35,
    unit: 'days',
    allowed: '1 to 35 whole days',
    fix: 'correct it, or leave it out for 7 days',
  });
}
