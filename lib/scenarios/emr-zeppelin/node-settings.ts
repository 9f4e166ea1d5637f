import { FOLDERS } from './places';

/** What the notes know of their surroundings: a JSON file on the primary node, without any secret. */
export interface NodeSettings {
  readonly region: string;
  /** Folder of the lake, where crawlers look. */
  readonly data: string;
  /** Folder of what was uploaded. */
  readonly sources: string;
  /** Folder that the cluster forgets. */
  readonly scratch: string;
  /** Database of the Glue catalog. */
  readonly database: string;
  readonly ratings: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** ARN of the secret with user and password, or `file:///path`. */
    readonly secret: string;
    /** Certificates by which the host is known; empty for no TLS. */
    readonly certificates: string;
  };
  /** ARN of the secret with the password of Zeppelin's user; none where there is no Zeppelin. */
  readonly analyst?: string;
}

/** Settings of the primary node, from what the stacks published. */
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
