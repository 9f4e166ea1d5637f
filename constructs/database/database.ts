import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, type IConstruct } from 'constructs';

/** Port of PostgreSQL. */
export const PORT = 5432;

/** A PostgreSQL database: a primary that writes, and replicas that read. */
export interface IPostgresDatabase extends IConstruct, ec2.IConnectable {
  /** The instance that writes. */
  readonly primary: rds.IDatabaseInstance;
  /** Instances that read. */
  readonly replicas: readonly rds.IDatabaseInstance[];
  /** Name of the database. */
  readonly databaseName: string;
  /** Name of the host that writes. */
  readonly host: string;
  /** Names of the hosts that read. */
  readonly replicaHosts: string[];
  /** Seconds by which each replica is behind. Maximum over five minutes by default. */
  metricsReplicaLag(props?: cloudwatch.MetricOptions): cloudwatch.Metric[];
}

/** Attributes of an existing PostgreSQL database. */
export interface PostgresDatabaseAttributes {
  /** The instance that writes. Its security groups allow clients by `connections`. */
  readonly primary: rds.IDatabaseInstance;

  /**
   * Instances that read.
   *
   * @default - none
   */
  readonly replicas?: readonly rds.IDatabaseInstance[];

  /** Name of the database. */
  readonly databaseName: string;
}

/** What a database of the app and an existing one have in common. */
export abstract class PostgresDatabaseBase extends Construct implements IPostgresDatabase {
  public abstract readonly primary: rds.IDatabaseInstance;
  public abstract readonly replicas: readonly rds.IDatabaseInstance[];
  public abstract readonly databaseName: string;
  public abstract readonly connections: ec2.Connections;

  public get host(): string {
    return this.primary.dbInstanceEndpointAddress;
  }

  public get replicaHosts(): string[] {
    return this.replicas.map(({ dbInstanceEndpointAddress }) => dbInstanceEndpointAddress);
  }

  public metricsReplicaLag(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric[] {
    return this.replicas.map((replica) => replica.metric('ReplicaLag', { statistic: 'Maximum', ...props }));
  }
}

/** An existing PostgreSQL database. */
export class ImportedPostgresDatabase extends PostgresDatabaseBase {
  public readonly primary: rds.IDatabaseInstance;
  public readonly replicas: readonly rds.IDatabaseInstance[];
  public readonly databaseName: string;
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, { primary, replicas = [], databaseName }: PostgresDatabaseAttributes) {
    super(scope, id);
    this.primary = primary;
    this.replicas = replicas;
    this.databaseName = databaseName;
    const securityGroups = [primary, ...replicas].flatMap(({ connections }) => connections.securityGroups);
    this.connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(PORT) });
  }
}
