import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';

/** A reference to a column of a data set, for visuals and filters. */
export type ColumnRef = CfnAnalysis.ColumnIdentifierProperty & { readonly dataSetIdentifier: string };

/** Time granularity of a grouped date column. */
export type DateGranularity = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** Aggregation function of a numeric column. */
export type Aggregation = 'SUM' | 'AVERAGE' | 'MIN' | 'MAX' | 'COUNT' | 'DISTINCT_COUNT' | 'MEDIAN';

/** Refers to a column of a declared data set. */
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
 * Groups by time. Readers can drill up to days and down to minutes if the visual has a `timeHierarchy` with the same field id.
 */
export function time(fieldId: string, of: ColumnRef, dateGranularity: DateGranularity): CfnAnalysis.DimensionFieldProperty {
  return { dateDimensionField: { fieldId, column: of, dateGranularity, hierarchyId: fieldId } };
}

/** The drill hierarchy of a `time` field. */
export function timeHierarchy(fieldId: string): CfnAnalysis.ColumnHierarchyProperty {
  return { dateTimeHierarchy: { hierarchyId: fieldId } };
}

/** Aggregates a numeric column. */
export function measure(fieldId: string, of: ColumnRef, aggregation: Aggregation): CfnAnalysis.MeasureFieldProperty {
  return { numericalMeasureField: { fieldId, column: of, aggregationFunction: { simpleNumericalAggregation: aggregation } } };
}

/** Sum of a numeric column, in currency format. */
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

/** Counts the rows, or the distinct values, of a text column. */
export function count(fieldId: string, of: ColumnRef, aggregation: 'COUNT' | 'DISTINCT_COUNT'): CfnAnalysis.MeasureFieldProperty {
  return { categoricalMeasureField: { fieldId, column: of, aggregationFunction: aggregation } };
}

/** A title as plain text. */
export function title(plainText: string): CfnAnalysis.VisualTitleLabelOptionsProperty {
  return { visibility: 'VISIBLE', formatText: { plainText } };
}
