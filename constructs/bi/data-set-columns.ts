import type { CfnDataSet, CfnDataSetProps } from 'aws-cdk-lib/aws-quicksight';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** Data type of an imported column. */
export enum ColumnType {
  STRING = 'STRING',
  INTEGER = 'INTEGER',
  /** Double precision; the fixed-point decimals of QuickSight have four decimal places, too few for coordinates. */
  DECIMAL = 'DECIMAL',
  DATETIME = 'DATETIME',
}

/** Geographic role of a column, for maps. */
export enum GeographicRole {
  COUNTRY = 'COUNTRY',
  STATE = 'STATE',
  COUNTY = 'COUNTY',
  CITY = 'CITY',
  POSTCODE = 'POSTCODE',
  LATITUDE = 'LATITUDE',
  LONGITUDE = 'LONGITUDE',
}

/** A column that is imported from the source. */
export interface DataSetColumn {
  /** Name in the source. */
  readonly name: string;
  /** Data type. */
  readonly type: ColumnType;

  /**
   * Name in the data set.
   *
   * @default - the name in the source
   */
  readonly rename?: string;

  /**
   * Geographic role. Latitude and longitude must be `DECIMAL`, all other roles `STRING`.
   *
   * @default - none
   */
  readonly geographicRole?: GeographicRole;
}

/** A calculated column, computed at import. */
export interface CalculatedColumn {
  /** Name in the data set. */
  readonly name: string;
  /** QuickSight expression over the columns before it, each in braces: `{cost} / 100`. */
  readonly expression: string;

  /**
   * Geographic role.
   *
   * @default - none
   */
  readonly geographicRole?: GeographicRole;
}

/** Names in the data set, in order: imported columns, then calculated ones. */
export function columnNamesOf(columns: readonly DataSetColumn[], calculated: readonly CalculatedColumn[]): string[] {
  return [...columns.map(finalName), ...calculated.map(({ name }) => name)];
}

/** Input columns of the physical table. */
export function inputColumnsOf(columns: readonly DataSetColumn[]): CfnDataSet.InputColumnProperty[] {
  return columns.map(({ name, type }) => ({ id: name, name, type, subType: type === ColumnType.DECIMAL ? 'FLOAT' : undefined }));
}

/** Data preparation: import, rename, calculate. */
export function preparationOf(
  alias: string,
  physicalTableId: string,
  columns: readonly DataSetColumn[],
  calculated: readonly CalculatedColumn[],
): Pick<CfnDataSetProps, 'dataPrepConfiguration' | 'semanticModelConfiguration'> {
  const steps: [string, CfnDataSet.TransformStepProperty][] = [
    ['import', { importTableStep: { alias: 'import', source: { sourceTableId: 'source' } } }],
  ];
  const after = () => ({ transformOperationId: String(steps.at(-1)?.[0]) });

  const renamed = columns.flatMap(({ name, rename }) => (rename === undefined ? [] : [{ columnName: name, newColumnName: rename }]));
  if (renamed.length > 0) steps.push(['rename', { renameColumnsStep: { alias: 'rename', source: after(), renameColumnOperations: renamed } }]);
  if (calculated.length > 0) {
    const created = calculated.map(({ name, expression }) => ({ columnId: name, columnName: name, expression }));
    steps.push(['calculate', { createColumnsStep: { alias: 'calculate', source: after(), columns: created } }]);
  }

  const placed = [...columns.map((column) => ({ ...column, name: finalName(column) })), ...calculated];
  const columnMetadata = placed.flatMap(({ name, geographicRole }) =>
    geographicRole === undefined ? [] : [{ columnNames: [name], columnProperties: [{ semanticType: { geographicalRole: geographicRole } }] }],
  );
  return {
    dataPrepConfiguration: {
      sourceTableMap: { source: { physicalTableId } },
      transformStepMap: Object.fromEntries(steps),
      destinationTableMap: { rows: { alias, source: after() } },
    },
    semanticModelConfiguration: {
      tableMap: { rows: { alias, destinationTableId: 'rows', semanticMetadata: columnMetadata.length > 0 ? { columnMetadata } : undefined } },
    },
  };
}

/** @throws PropError for duplicate names, a geographic role with the wrong data type, and an expression with an unknown column */
export function refuseWrongColumns(scope: IConstruct, columns: readonly DataSetColumn[], calculated: readonly CalculatedColumn[]): void {
  if (columns.length === 0)
    throw new PropError(scope, { problem: 'columns is empty', allowed: 'at least one column', fix: 'pass the columns to import' });

  const names = columnNamesOf(columns, calculated);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new PropError(scope, { problem: 'two columns have the same name', got: `'${twice}'`, fix: 'rename one of them' });

  for (const { name, type, geographicRole } of columns) {
    if (geographicRole === undefined || type === typeOf(geographicRole)) continue;
    throw new PropError(scope, {
      problem: `column '${name}' cannot be a ${geographicRole.toLowerCase()}`,
      got: type,
      allowed: typeOf(geographicRole),
      fix: 'cast it in a query, or set the role on a calculated column',
    });
  }
  calculated.forEach(({ name, expression }, index) => {
    const known = names.slice(0, columns.length + index);
    const unknown = [...expression.matchAll(/\{([^}]+)\}/g)].map(([, used]) => String(used)).find((used) => !known.includes(used));
    if (unknown === undefined) return;
    throw new PropError(scope, {
      problem: `the expression of '${name}' uses an unknown column`,
      got: `{${unknown}}`,
      allowed: known.join(', '),
      fix: 'import the column, or calculate it before this one',
    });
  });
}

function finalName({ name, rename }: DataSetColumn): string {
  return rename ?? name;
}

function typeOf(role: GeographicRole): ColumnType {
  return role === GeographicRole.LATITUDE || role === GeographicRole.LONGITUDE ? ColumnType.DECIMAL : ColumnType.STRING;
}
