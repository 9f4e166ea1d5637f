import type { CfnTable } from 'aws-cdk-lib/aws-glue';

/** SerDe and input format for Athena and Spark, and classification for Glue jobs. */
export interface TableFormatAttributes {
  /** Format as Glue names it: `json`, `csv`, `xml`, `parquet`. */
  readonly classification: string;
  /** Hive classes that read and write the files. */
  readonly storage: Pick<CfnTable.StorageDescriptorProperty, 'inputFormat' | 'outputFormat' | 'serdeInfo'>;
  /** Table properties that belong to the format. */
  readonly parameters: Readonly<Record<string, string>>;
}

const TEXT = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
};

/** Format of the files of a table. */
export class TableFormat {
  /** One JSON object a line. */
  public static readonly JSON_LINES = new TableFormat({
    classification: 'json',
    storage: { ...TEXT, serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' } },
    parameters: {},
  });

  /** Comma-separated values without quotes, with one header line. */
  public static readonly CSV_WITH_HEADER = new TableFormat({
    classification: 'csv',
    storage: {
      ...TEXT,
      serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', parameters: { 'field.delim': ',' } },
    },
    parameters: { 'skip.header.line.count': '1' },
  });

  /** Parquet, compressed with Snappy. */
  public static readonly PARQUET = new TableFormat({
    classification: 'parquet',
    storage: {
      inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
    },
    parameters: { 'parquet.compression': 'SNAPPY', has_encrypted_data: 'false' },
  });

  /** XML, which Glue jobs read and Athena does not. `rowTag` names the element that holds a row. */
  public static xml(rowTag: string): TableFormat {
    return new TableFormat({ classification: 'xml', storage: { serdeInfo: { parameters: { rowTag } } }, parameters: { rowTag } });
  }

  /** Any other format. */
  public static of(attributes: TableFormatAttributes): TableFormat {
    return new TableFormat(attributes);
  }

  private constructor(
    /** Properties of the format in the catalog. */
    public readonly attributes: TableFormatAttributes,
  ) {}
}
