import type { TableName } from '../tables';
import type { Severity } from './findings';

/**
 * Findings of the article's scan other than custom identifiers: personal data by Macie's managed identifiers in eight files, and six of fifteen
 * findings with high severity. The article does not name the files; these are chosen to give its totals: 3 Personal, 7 Custom Identifier,
 * 5 Multiple, 6 High and 9 Medium.
 */
export const PERSONAL: readonly TableName[] = [
  'organizations',
  'payers',
  'providers',
  'careplans',
  'encounters',
  'medications',
  'patients',
  'procedures',
];
const HIGH: readonly TableName[] = ['careplans', 'encounters', 'medications', 'patients', 'procedures', 'providers'];

export function severityOf(table: TableName): Severity {
  return HIGH.includes(table) ? 'High' : 'Medium';
}
