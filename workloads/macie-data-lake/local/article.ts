import type { TableName } from '../tables';
import type { Severity } from './findings';

/**
 * What the article's scan found beside the identifiers of one's own: personal data by Macie's identifiers in eight files, and six findings of high
 * severity, of fifteen. Which files those were it does not say; these are made up so that the numbers come out: 3 Personal, 7 Custom Identifier,
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
