/** A table of the lake: files below the folder of the same name, and column types in Glue's notation. */
export interface LakeTable {
  readonly name: string;
  readonly format: 'json' | 'csv' | 'xml' | 'parquet';
  readonly columns: Readonly<Record<string, string>>;
  /** Partition columns, which the folder names hold. */
  readonly partitionKeys: Readonly<Record<string, string>>;
}

/** Tables that exist before there is data. */
export const catalog = {
  readings: {
    name: 'smart_hub_data_json',
    format: 'json',
    columns: {
      loc_id: 'string',
      ts: 'bigint',
      data: 'struct<s_01:double,s_02:double,s_03:double,s_04:double,s_05:double,s_06:double,s_07:double,s_08:double,s_09:double,s_10:double>',
    },
    partitionKeys: { dt: 'date' },
  },
  mappings: {
    name: 'sensor_mappings_json',
    format: 'json',
    columns: { loc_id: 'string', id: 'string', description: 'string', location: 'string', watts: 'int', last_modified: 'int' },
    partitionKeys: { state: 'string' },
  },
  locations: {
    name: 'smart_hub_locations_csv',
    format: 'csv',
    columns: {
      lon: 'double',
      lat: 'double',
      number: 'string',
      street: 'string',
      unit: 'string',
      city: 'string',
      district: 'string',
      region: 'string',
      postcode: 'int',
      id: 'string',
      hash: 'string',
      tz: 'string',
    },
    partitionKeys: { state: 'string' },
  },
  rates: {
    name: 'electricity_rates_xml',
    format: 'xml',
    columns: { from: 'string', month: 'int', rate: 'double', state: 'string', to: 'string', type: 'string', year: 'int' },
    partitionKeys: {},
  },
  enriched: {
    name: 'etl_tmp_output_parquet',
    format: 'parquet',
    columns: {
      ts: 'string',
      device: 'string',
      location: 'string',
      type: 'string',
      kwh: 'double',
      cents_per_kwh: 'double',
      cost: 'double',
      state: 'string',
    },
    partitionKeys: { loc_id: 'string' },
  },
} as const satisfies Record<string, LakeTable>;

/** The rates as the Spark job writes them; in the cloud a crawler creates this table. */
export const ratesAsParquet = {
  name: 'electricity_rates_parquet',
  format: 'parquet',
  columns: { from: 'string', to: 'string', type: 'string', rate: 'double', year: 'int', month: 'int' },
  partitionKeys: { state: 'string' },
} as const satisfies LakeTable;
