import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';

/** A column of a data set, as visuals and filters name it. */
export type ColumnRef = CfnAnalysis.ColumnIdentifierProperty & { readonly dataSetIdentifier: string };

/** A unit of time by which a date column is grouped. */
export type DateGranularity = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** How numbers are summed up. */
export type Aggregation = 'SUM' | 'AVERAGE' | 'MIN' | 'MAX' | 'COUNT' | 'DISTINCT_COUNT' | 'MEDIAN';

/** A column of the data set that a definition declares under the identifier. */
export function column(dataSetIdentifier: string, columnName: string): ColumnRef {
  return { dataSetIdentifier, columnName };
}

/** Groups by the values of a text column. */
export function category(fieldId: string, of: ColumnRef): CfnAnalysis.DimensionFieldProperty {
  return { categoricalDimensionField: { fieldId, column: of } };
}

/** Groups by the values of a numeric column, such as a coordinate. */
export function number(fieldId: string, of: ColumnRef): CfnAnalysis.DimensionFieldProperty {
  return { numericalDimensionField: { fieldId, column: of } };
}

/**
 * Groups by time. A reader can drill from the granularity up to days and down to minutes,
 * if the visual lists `timeHierarchy` with the same field id.
 */
export function time(fieldId: string, of: ColumnRef, dateGranularity: DateGranularity): CfnAnalysis.DimensionFieldProperty {
  return { dateDimensionField: { fieldId, column: of, dateGranularity, hierarchyId: fieldId } };
}

/** The drill hierarchy of a `time` field. */
export function timeHierarchy(fieldId: string): CfnAnalysis.ColumnHierarchyProperty {
  return { dateTimeHierarchy: { hierarchyId: fieldId } };
}

/** Sums up a numeric column. */
export function measure(fieldId: string, of: ColumnRef, aggregation: Aggregation): CfnAnalysis.MeasureFieldProperty {
  return { numericalMeasureField: { fieldId, column: of, aggregationFunction: { simpleNumericalAggregation: aggregation } } };
}

/** Sums up a numeric column and shows it as an amount of money. */
export function money(fieldId: string, of: ColumnRef, symbol: string): CfnAnalysis.MeasureFieldProperty {
  const currency = { symbol, decimalPlacesConfiguration: { decimalPlaces: 2 } };
  return {
    numericalMeasureField: {
      fieldId,
      column: of,
      aggregationFunction: { simpleNumericalAggregation: 'SUM' },
      formatConfiguration: { formatConfiguration: { currencyDisplayFormatConfiguration: currency } },
    },
  };
}

/** Counts the rows, or the different values, of a text column. */
export function count(fieldId: string, of: ColumnRef, aggregation: 'COUNT' | 'DISTINCT_COUNT'): CfnAnalysis.MeasureFieldProperty {
  return { categoricalMeasureField: { fieldId, column: of, aggregationFunction: aggregation } };
}

/** A title as plain text. */
export function title(plainText: string): CfnAnalysis.VisualTitleLabelOptionsProperty {
  return { visibility: 'VISIBLE', formatText: { plainText } };
}
