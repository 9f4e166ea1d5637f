import { FOLDERS } from './settings';

/** Settings of the notes: a JSON file on the primary node, without secrets. */
export interface NodeSettings {
  readonly region: string;
  /** Folder of the lake that the crawlers crawl. */
  readonly data: string;
  /** Folder of the uploaded files. */
  readonly sources: string;
  /** Temporary folder, which is lost with the cluster. */
  readonly scratch: string;
  /** Glue database. */
  readonly database: string;
  readonly ratings: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** ARN of the secret with user and password, or `file:///path`. */
    readonly secret: string;
    /** File with the certificate bundle that verifies the host; empty for no TLS. */
    readonly certificates: string;
  };
  /** ARN of the secret with the password of Zeppelin's user. @default - there is no Zeppelin */
  readonly analyst?: string;
}

/** Settings of the primary node, from the published contract. */
export function nodeSettings(
  contract: Readonly<Record<'dataBucket' | 'database' | 'host' | 'ratingsDatabase' | 'ratingsSecret' | 'analystSecret', string>>,
  region: string,
): NodeSettings {
  const { dataBucket, database, host, ratingsDatabase, ratingsSecret, analystSecret } = contract;
  return {
    region,
    data: `s3://${dataBucket}/${FOLDERS.data}`,
    sources: `s3://${dataBucket}/${FOLDERS.sources}`,
    scratch: 'hdfs:///user/zeppelin/movielens',
    database,
    ratings: { host, port: 5_432, database: ratingsDatabase, secret: ratingsSecret, certificates: '/etc/pki/rds/global-bundle.pem' },
    analyst: analystSecret,
  };
}
