import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import type { IDataSet } from './spice-data-set';

/** Content of an analysis or a dashboard; one value can serve both. */
export interface Definition {
  /** Data sets by the identifier that sheets and filters use. */
  readonly dataSets: Readonly<Record<string, IDataSet>>;

  /** Sheets with their visuals, controls and layout. */
  readonly sheets: readonly CfnAnalysis.SheetDefinitionProperty[];

  /**
   * Filters and their scope.
   *
   * @default - none
   */
  readonly filterGroups?: readonly CfnAnalysis.FilterGroupProperty[];

  /**
   * Calculated fields, computed at query time; prefer calculated columns of the data set.
   *
   * @default - none
   */
  readonly calculatedFields?: readonly CfnAnalysis.CalculatedFieldProperty[];
}

/**
 * A definition in the shape of `AWS::QuickSight::Analysis` and `AWS::QuickSight::Dashboard`.
 *
 * Names are checked at synthesis, since QuickSight reports a wrong name only during the deployment.
 *
 * @throws PropError for an unknown or duplicate column, data set, visual or filter
 */
export function definitionOf(scope: IConstruct, definition: Definition) {
  refuseUnknownColumns(scope, definition);
  refuseUnknownParts(scope, definition);
  const { dataSets, sheets, filterGroups = [], calculatedFields = [] } = definition;
  return {
    dataSetIdentifierDeclarations: Object.entries(dataSets).map(([identifier, { dataSetArn }]) => ({ identifier, dataSetArn })),
    sheets: [...sheets],
    filterGroups: [...filterGroups],
    calculatedFields: [...calculatedFields],
  };
}

function refuseUnknownColumns(scope: IConstruct, { dataSets, sheets, filterGroups, calculatedFields = [] }: Definition): void {
  for (const { dataSetIdentifier, columnName } of objectsIn([sheets, filterGroups])) {
    if (typeof dataSetIdentifier !== 'string' || typeof columnName !== 'string') continue;
    const dataSet = dataSets[dataSetIdentifier];
    if (!dataSet) {
      throw new PropError(scope, {
        problem: 'the definition uses an undeclared data set',
        got: `'${dataSetIdentifier}'`,
        allowed: Object.keys(dataSets).join(', '),
        fix: 'add it to dataSets, or correct the identifier',
      });
    }
    const columns = [
      ...dataSet.columnNames,
      ...calculatedFields.filter((field) => field.dataSetIdentifier === dataSetIdentifier).map(({ name }) => name),
    ];
    if (columns.includes(columnName)) continue;
    throw new PropError(scope, {
      problem: `data set '${dataSetIdentifier}' has no such column`,
      got: `'${columnName}'`,
      allowed: columns.join(', '),
      fix: 'correct the name, or add the column to the data set',
    });
  }
}

function refuseUnknownParts(scope: IConstruct, { sheets, filterGroups }: Definition): void {
  const visuals = idsIn(scope, sheets, 'visualId');
  const filters = idsIn(scope, filterGroups, 'filterId');
  const known: Readonly<Record<string, readonly string[]>> = {
    elementId: [...visuals, ...idsIn(scope, sheets, 'filterControlId'), ...idsIn(scope, sheets, 'sheetTextBoxId')],
    visualIds: visuals,
    sheetId: idsIn(scope, sheets, 'sheetId'),
    sourceFilterId: filters,
  };
  for (const object of objectsIn([sheets, filterGroups])) {
    for (const [key, allowed] of Object.entries(known)) {
      const unknown = [object[key]].flat().find((id) => typeof id === 'string' && !allowed.includes(id));
      if (unknown === undefined) continue;
      throw new PropError(scope, {
        problem: `${key} is unknown`,
        got: `'${unknown}'`,
        allowed: allowed.join(', '),
        fix: 'correct the id',
      });
    }
  }
}

function idsIn(scope: IConstruct, parts: unknown, key: string): string[] {
  const ids = [...objectsIn(parts)].map((object) => object[key]).filter((id) => typeof id === 'string');
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new PropError(scope, { problem: `two parts have the same ${key}`, got: `'${twice}'`, fix: 'change one of the ids' });
  return ids;
}

/** Every object inside a value, outer ones first. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}
