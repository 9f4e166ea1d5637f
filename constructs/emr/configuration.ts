import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { EmrApplication } from './applications';

/** Configuration classification, in the spelling of EMR. */
export type EmrClassification =
  | 'capacity-scheduler'
  | 'core-site'
  | 'delta-defaults'
  | 'emr-metrics'
  | 'emrfs-site'
  | 'export'
  | 'hadoop-env'
  | 'hadoop-log4j'
  | 'hbase-site'
  | 'hdfs-site'
  | 'hive'
  | 'hive-env'
  | 'hive-site'
  | 'hudi-defaults'
  | 'hue-ini'
  | 'iceberg-defaults'
  | 'jupyter-notebook-conf'
  | 'livy-conf'
  | 'livy-env'
  | 'mapred-env'
  | 'mapred-site'
  | 'presto-config'
  | 'presto-connector-hive'
  | 'spark'
  | 'spark-defaults'
  | 'spark-env'
  | 'spark-hive-site'
  | 'spark-log4j2'
  | 'spark-metrics'
  | 'tez-site'
  | 'trino-config'
  | 'trino-connector-hive'
  | 'trino-connector-iceberg'
  | 'trino-connector-postgresql'
  | 'trino-env'
  | 'trino-node'
  | 'yarn-env'
  | 'yarn-site'
  | 'zeppelin-env'
  | 'zeppelin-site'
  | 'zookeeper-config';

/** Configuration of an application, by its classification. */
export interface EmrConfiguration {
  /** The file. */
  readonly classification: EmrClassification;
  /** Its settings. A property `EMR.secret@<name>` takes the ARN of a secret, which the service role must be allowed to read. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Parts of the file: `export` for the environment of an application. */
  readonly configurations?: readonly EmrConfiguration[];
}

/** Configuration in the spelling of the EMR API, for Step Functions and Airflow. */
export interface EmrApiConfiguration {
  readonly Classification: string;
  readonly Properties?: Readonly<Record<string, string>>;
  readonly Configurations?: readonly EmrApiConfiguration[];
}

const GLUE_FACTORY = 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory';

/** Configurations that make the Glue Data Catalog the metastore of these applications. */
export function glueMetastore(applications: readonly EmrApplication[]): EmrConfiguration[] {
  const factory = { 'hive.metastore.client.factory.class': GLUE_FACTORY };
  const settings: readonly [EmrApplication, EmrConfiguration][] = [
    ['Hive', { classification: 'hive-site', properties: factory }],
    ['Spark', { classification: 'spark-hive-site', properties: factory }],
    ['Trino', { classification: 'trino-connector-hive', properties: { 'hive.metastore': 'glue' } }],
    ['Presto', { classification: 'presto-connector-hive', properties: { 'hive.metastore': 'glue' } }],
  ];
  return settings.filter(([application]) => applications.includes(application)).map(([, configuration]) => configuration);
}

/** Configurations with the Python interpreter of PySpark, for drivers and executors. */
export function pythonAt(path: string): EmrConfiguration {
  return {
    classification: 'spark-env',
    configurations: [{ classification: 'export', properties: { PYSPARK_PYTHON: path, PYSPARK_DRIVER_PYTHON: path } }],
  };
}

/** Merges `given` with `defaults`, which it overrides. Each classification occurs once, because EMR refuses duplicates. */
export function mergedConfigurations(defaults: readonly EmrConfiguration[], given: readonly EmrConfiguration[]): EmrConfiguration[] {
  const merged = new Map<EmrClassification, EmrConfiguration>();
  for (const { classification, properties, configurations } of [...defaults, ...given]) {
    const before = merged.get(classification);
    const nested = mergedConfigurations(before?.configurations ?? [], configurations ?? []);
    merged.set(classification, {
      classification,
      properties: before?.properties || properties ? { ...before?.properties, ...properties } : undefined,
      configurations: nested.length > 0 ? nested : undefined,
    });
  }
  return [...merged.values()];
}

/** Configurations in the form of CloudFormation. */
export function templateConfigurations(configurations: readonly EmrConfiguration[]): CfnCluster.ConfigurationProperty[] {
  return configurations.map(({ classification, properties, configurations: nested }) => ({
    classification,
    configurationProperties: properties && { ...properties },
    configurations: nested && templateConfigurations(nested),
  }));
}

/** Configurations in the form of the EMR API. */
export function apiConfigurations(configurations: readonly EmrConfiguration[]): EmrApiConfiguration[] {
  return configurations.map(({ classification, properties, configurations: nested }) => ({
    Classification: classification,
    ...(properties && { Properties: properties }),
    ...(nested && { Configurations: apiConfigurations(nested) }),
  }));
}
