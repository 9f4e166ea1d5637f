import { ArnFormat, Duration, Names, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { grantOnIdentity } from '../grants';
import { privateSubnetsOf, zoneOf } from '../network/private-subnets';
import { POSTGRES_VERSIONS } from '../versions';
import { ImportedPostgresDatabase, type IPostgresDatabase, PORT, type PostgresDatabaseAttributes, PostgresDatabaseBase } from './database';
import { checkPostgresProps } from './postgres-checks';
import type { PostgresDatabaseProps } from './postgres-props';

/**
 * PostgreSQL on RDS: a primary that writes and replicas that read, private, encrypted, TLS only, with sign-in by IAM and logs.
 *
 * No client can connect until `database.connections.allowDefaultPortFrom(client)` allows it, to all instances. The password is in `secret` and in no template.
 */
export class PostgresDatabase extends PostgresDatabaseBase {
  /** An existing database. */
  public static fromPostgresDatabaseAttributes(scope: Construct, id: string, attributes: PostgresDatabaseAttributes): IPostgresDatabase {
    return new ImportedPostgresDatabase(scope, id, attributes);
  }

  /** The instance that writes. */
  public readonly primary: rds.DatabaseInstance;
  /** Instances that read, each in the next availability zone. */
  public readonly replicas: readonly rds.DatabaseInstanceReadReplica[];
  /** Name of the database. */
  public readonly databaseName: string;
  /** Master username. */
  public readonly adminName: string;
  /** Names of the instances, the primary first, known before they exist. */
  public readonly instanceIdentifiers: readonly string[];
  /** Log groups of PostgreSQL and of its upgrades, for each instance. */
  public readonly logGroups: readonly logs.LogGroup[];
  /** Security groups of primary and replicas; the default port is 5432. */
  public readonly connections: ec2.Connections;
  /** User and password, host and port; undefined with `manageMasterUserPassword`. */
  public readonly secret?: ISecret;

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps) {
    super(scope, id);
    checkPostgresProps(this, props);

    const name = props.instanceIdentifier ?? Names.uniqueResourceName(this, { maxLength: 50, separator: '-' }).toLowerCase();
    const replicaName = props.replicaIdentifier ?? `${name}-replica`;
    const replicas = Array.from({ length: props.replicas ?? 1 }, (_, index) => (index === 0 ? replicaName : `${replicaName}-${index + 1}`));
    this.databaseName = props.databaseName ?? 'postgres';
    this.adminName = props.adminName ?? 'administrator';
    this.instanceIdentifiers = [name, ...replicas];

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const logsFor = this.ownLogs(props.logRetention ?? logs.RetentionDays.ONE_MONTH, withoutSnapshot(removalPolicy));
    this.logGroups = Object.values(logsFor).flat();
    const primaryAccess = this.accessTo('PrimaryAccess', `Clients of ${name}, which writes`, props);
    const replicaAccess = replicas.length > 0 ? [this.accessTo('ReplicaAccess', `Clients of ${replicas.join(', ')}, which read`, props)] : [];
    this.connections = new ec2.Connections({ securityGroups: [primaryAccess, ...replicaAccess], defaultPort: ec2.Port.tcp(PORT) });

    const engineVersion = props.engineVersion ?? POSTGRES_VERSIONS[0];
    const engine = rds.DatabaseInstanceEngine.postgres({
      version: rds.PostgresEngineVersion.of(engineVersion, engineVersion.replace(/\..*$/, '')),
    });
    const subnets = privateSubnetsOf(this, props.vpc, 2, { subnets: props.subnets, allowPublic: props.publicAccess });
    const shared = {
      vpc: props.vpc,
      subnetGroup: new rds.SubnetGroup(this, 'Subnets', {
        vpc: props.vpc,
        vpcSubnets: { subnets },
        description: `Subnets of ${name}`,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      instanceType: props.instanceType ?? new ec2.InstanceType('t4g.small'),
      allocatedStorage: props.allocatedGiB ?? 20,
      storageType: rds.StorageType.GP3,
      port: PORT,
      publiclyAccessible: props.publicAccess ?? false,
      iamAuthentication: true,
      caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: `Parameters of ${name}`,
        parameters: {
          'rds.force_ssl': '1',
          password_encryption: 'scram-sha-256',
          log_min_duration_statement: String(props.logStatementsFromMs ?? 1_000),
          log_connections: loggedConnections(engineVersion),
        },
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      cloudwatchLogsExports: [...LOGS],
      databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
      enablePerformanceInsights: true,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      deleteAutomatedBackups: removalPolicy !== RemovalPolicy.RETAIN,
    };
    this.primary = new rds.DatabaseInstance(this, 'Primary', {
      ...shared,
      engine,
      engineLifecycleSupport: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
      instanceIdentifier: name,
      databaseName: this.databaseName,
      ...(props.manageMasterUserPassword
        ? { manageMasterUserPassword: true, credentials: rds.Credentials.fromUsername(this.adminName) }
        : { credentials: rds.Credentials.fromGeneratedSecret(this.adminName, { excludeCharacters: UNSAFE }) }),
      securityGroups: [primaryAccess],
      multiAz: props.multiAz ?? false,
      // RDS chooses the zones of a primary with a standby itself.
      availabilityZone: props.multiAz ? undefined : subnets.slice(0, 1).map(zoneOf)[0],
      storageEncrypted: true,
      storageEncryptionKey: props.encryptionKey,
      backupRetention: props.backupRetention ?? Duration.days(7),
      removalPolicy,
      deletionProtection: props.deletionProtection ?? removalPolicy === RemovalPolicy.RETAIN,
    });
    this.secret = this.primary.secret;
    this.replicas = replicas.map(
      (instanceIdentifier, index) =>
        new rds.DatabaseInstanceReadReplica(this, index === 0 ? 'Replica' : `Replica${index + 1}`, {
          ...shared,
          sourceDatabaseInstance: this.primary,
          instanceIdentifier,
          securityGroups: replicaAccess,
          availabilityZone: subnets.map(zoneOf)[(index + 1) % subnets.length],
          removalPolicy: withoutSnapshot(removalPolicy),
          deletionProtection: false,
        }),
    );
    for (const [index, instance] of [this.primary, ...this.replicas].entries()) {
      for (const group of logsFor[index] ?? []) instance.node.defaultChild?.node.addDependency(group);
    }
    acknowledge(this, props);
  }

  /** Allows the grantee to connect to every instance as a database user with IAM authentication. `connections` allows clients. */
  public grantConnect(grantee: iam.IGrantable, user: string): iam.Grant {
    const resourceArns = [this.primary, ...this.replicas].map((instance) => {
      // The L2 names a replica by its ARN here, which allows no sign-in.
      const { attrDbiResourceId: id } = instance.node.defaultChild as rds.CfnDBInstance;
      return Stack.of(this).formatArn({
        service: 'rds-db',
        resource: 'dbuser',
        resourceName: `${id}/${user}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    });
    return grantOnIdentity(this, { grantee, actions: ['rds-db:connect'], resourceArns });
  }

  /** CPU utilization, in percent, for each instance. Average over five minutes by default. */
  public metricsCpuUtilization(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric[] {
    return [this.primary, ...this.replicas].map((instance) => instance.metricCPUUtilization(props));
  }

  private accessTo(id: string, description: string, { vpc, allowedCidrs = [] }: PostgresDatabaseProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, id, { vpc, description, allowAllOutbound: false });
    for (const cidr of allowedCidrs) group.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(PORT), `PostgreSQL from ${cidr}`);
    return group;
  }

  /** RDS would create these log groups, keep them forever, and leave them behind. */
  private ownLogs(retention: logs.RetentionDays, removalPolicy: RemovalPolicy): logs.LogGroup[][] {
    return this.instanceIdentifiers.map((instance, index) =>
      LOGS.map(
        (kind) =>
          new logs.LogGroup(this, `Log-${index === 0 ? 'primary' : `replica-${index}`}-${kind}`, {
            logGroupName: `/aws/rds/instance/${instance}/${kind}`,
            retention,
            removalPolicy,
          }),
      ),
    );
  }
}

/** Logs that are exported to CloudWatch. */
const LOGS = ['postgresql', 'upgrade'] as const;

/** Characters that need escaping in a connection string or a shell. */
const UNSAFE = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\=^,';

/** Only the primary supports SNAPSHOT; replicas and logs are deleted. */
function withoutSnapshot(removalPolicy: RemovalPolicy): RemovalPolicy {
  return removalPolicy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : removalPolicy;
}

/**
 * Value of `log_connections` for every connection: a list of aspects since version 18, a switch before.
 *
 * @unproven A44 RDS takes a list of aspects for `log_connections` (PostgreSQL 18 documentation, section Error Reporting and Logging)
 */
function loggedConnections(engineVersion: string): string {
  return Number.parseInt(engineVersion, 10) >= 18 ? 'receipt,authentication,authorization' : '1';
}

function acknowledge(database: PostgresDatabase, { multiAz, deletionProtection, removalPolicy, publicAccess, subnets }: PostgresDatabaseProps): void {
  const { primary, replicas, secret } = database;
  const standby = 'A standby is billed as another instance; multiAz: true makes one, and a replica can take over by hand';
  const port = 'Clients know PostgreSQL by its port; security groups decide who reaches it';
  Validations.of(primary).acknowledge({ id: 'AwsSolutions-RDS11', reason: port });
  if (!multiAz) Validations.of(primary).acknowledge({ id: 'AwsSolutions-RDS3', reason: standby });
  if (deletionProtection === false || (deletionProtection === undefined && removalPolicy !== undefined && removalPolicy !== RemovalPolicy.RETAIN)) {
    Validations.of(primary).acknowledge({
      id: 'AwsSolutions-RDS10',
      reason: 'removalPolicy or deletionProtection allow the deletion of this database',
    });
  }
  if (subnets?.map(zoneOf).some((zone) => zone !== undefined && !Token.isUnresolved(zone))) {
    Validations.of(database).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason: 'The instance is in the zone of its subnet, which the caller named',
    });
  }
  if (publicAccess) {
    for (const instance of [primary, ...replicas]) {
      const reason = 'publicAccess is set, and allowedCidrs names each client';
      Validations.of(instance).acknowledge({ id: 'CloudFormation-Validate::W9011', reason });
    }
  }
  for (const replica of replicas) {
    Validations.of(replica).acknowledge(
      { id: 'AwsSolutions-RDS2', reason: 'A replica is encrypted as its source is, with the same key; CloudFormation refuses the property' },
      { id: 'AwsSolutions-RDS3', reason: standby },
      { id: 'AwsSolutions-RDS10', reason: 'A replica holds nothing that the primary does not hold, and can be created from it again' },
      { id: 'AwsSolutions-RDS11', reason: port },
    );
  }
  if (secret) {
    Validations.of(primary).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'People sign in by IAM for a quarter of an hour; rotation of this one takes a function in the network: primary.addRotationSingleUser',
    });
  }
}
