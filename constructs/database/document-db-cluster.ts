import { Duration, Names, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { privateSubnetsOf } from '../network/private-subnets';
import { DOCUMENTDB_VERSIONS } from '../versions';
import { checkDocumentDbProps } from './document-db-checks';
import type { DocumentDbClusterProps } from './document-db-props';

/**
 * A DocumentDB cluster for MongoDB clients: private, encrypted, TLS only, with audit and profiler logs.
 *
 * No client can connect until `cluster.connections.allowDefaultPortFrom(client)` allows it. The password is in `secret` and in no template.
 */
export class DocumentDbCluster extends Construct implements ec2.IConnectable {
  /** The cluster itself. */
  public readonly cluster: docdb.DatabaseCluster;
  /** Name of the cluster, known before it exists. */
  public readonly clusterName: string;
  /** Audit log (`audit`), and operations that take longer than 100 ms (`profiler`). */
  public readonly logGroups: readonly logs.LogGroup[];
  /** User and password, host and port. */
  public readonly secret: ISecret;
  /** The default port is 27017. */
  public readonly connections: ec2.Connections;
  /** What a client appends to its connection string, behind the question mark. It names no user. */
  public readonly uriOptions: string;

  constructor(scope: Construct, id: string, props: DocumentDbClusterProps) {
    super(scope, id);
    checkDocumentDbProps(this, props);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const engineVersion = props.engineVersion ?? DOCUMENTDB_VERSIONS[0];
    const tls = props.tls ?? true;
    this.clusterName = props.clusterName ?? Names.uniqueResourceName(this, { maxLength: 50, separator: '-' }).toLowerCase();
    this.uriOptions = [...(tls ? ['tls=true'] : []), 'replicaSet=rs0', 'readPreference=secondaryPreferred', 'retryWrites=false'].join('&');

    this.cluster = new docdb.DatabaseCluster(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: { subnets: privateSubnetsOf(this, props.vpc, 2, { subnets: props.subnets }) },
      securityGroup: new ec2.SecurityGroup(this, 'Access', {
        vpc: props.vpc,
        description: `Clients of ${this.clusterName}`,
        allowAllOutbound: false,
      }),
      dbClusterName: this.clusterName,
      instanceIdentifierBase: `${this.clusterName}-`,
      engineVersion,
      parameterGroup: new docdb.ClusterParameterGroup(this, 'Parameters', {
        family: `docdb${engineVersion.replace(/\.\d+$/, '')}`,
        description: `Parameters of ${this.clusterName}`,
        parameters: { tls: tls ? 'enabled' : 'disabled', audit_logs: 'enabled', profiler: 'enabled' },
      }),
      port: PORT,
      instanceType: props.instanceType ?? new ec2.InstanceType('t4g.medium'),
      instances: props.instances ?? 2,
      // None of these has to be escaped in a connection string.
      masterUser: { username: props.adminName ?? 'administrator', excludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\=^,' },
      storageEncrypted: true,
      kmsKey: props.encryptionKey,
      backup: { retention: props.backupRetention ?? Duration.days(7) },
      copyTagsToSnapshot: true,
      exportAuditLogsToCloudWatch: true,
      exportProfilerLogsToCloudWatch: true,
      removalPolicy,
      instanceRemovalPolicy: resourceOf(removalPolicy),
      deletionProtection: props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
    });
    for (const instance of this.cluster.node.findAll()) {
      if (instance instanceof docdb.CfnDBInstance) instance.caCertificateIdentifier = AUTHORITY;
    }
    this.connections = new ec2.Connections({ securityGroups: this.cluster.connections.securityGroups, defaultPort: ec2.Port.tcp(PORT) });
    this.secret = this.cluster.secret!;
    this.logGroups = this.ownLogs(props.logRetention ?? logs.RetentionDays.ONE_MONTH, resourceOf(removalPolicy));
    acknowledge(this);
  }

  /** Name of the host that leads to the instance that writes. */
  public get host(): string {
    return this.cluster.clusterEndpoint.hostname;
  }

  /** Names of all hosts to which a client may connect: with a replica set, it discovers the instances from the first one. */
  public get hosts(): string[] {
    return [this.cluster.clusterEndpoint, this.cluster.clusterReadEndpoint, ...this.cluster.instanceEndpoints].map(({ hostname }) => hostname);
  }

  /** Allows the grantee to read user and password. `connections` allows clients. */
  public grantSecretRead(grantee: iam.IGrantable): iam.Grant {
    return this.secret.grantRead(grantee);
  }

  /** A metric of the cluster. */
  public metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = { DBClusterIdentifier: this.cluster.clusterIdentifier };
    return new cloudwatch.Metric({ namespace: 'AWS/DocDB', metricName, dimensionsMap, ...props }).attachTo(this);
  }

  /** CPU utilization, in percent. Average over five minutes by default. */
  public metricCpuUtilization(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUUtilization', { statistic: cloudwatch.Stats.AVERAGE, ...props });
  }

  /** Open connections. Maximum over five minutes by default. */
  public metricConnections(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DatabaseConnections', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** DocumentDB would create these log groups, keep them forever, and leave them behind. */
  private ownLogs(retention: logs.RetentionDays, removalPolicy: RemovalPolicy): logs.LogGroup[] {
    return ['audit', 'profiler'].map((kind) => {
      const group = new logs.LogGroup(this, `Log-${kind}`, { logGroupName: `/aws/docdb/${this.clusterName}/${kind}`, retention, removalPolicy });
      this.cluster.node.defaultChild?.node.addDependency(group);
      return group;
    });
  }
}

const PORT = 27_017;

/** Certificate authority of the instances, valid until 2061. The default of the account may be one that clients do not know. */
const AUTHORITY = 'rds-ca-rsa2048-g1';

/** Only the cluster supports SNAPSHOT; instances and logs are deleted. */
function resourceOf(removalPolicy: RemovalPolicy): RemovalPolicy {
  return removalPolicy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : removalPolicy;
}

function acknowledge(cluster: DocumentDbCluster): void {
  const exported = 'An event of the audit log, which is exported; the service knows no log of this name';
  Validations.of(cluster).acknowledge(
    { id: 'AwsSolutions-DOC3', reason: 'User and password are references to a secret; the rule does not see one that CloudFormation puts together' },
    { id: 'AwsSolutions-DOC2', reason: 'Clients of MongoDB and meshes know the protocol by its port; security groups decide who reaches it' },
    ...['authenticate', 'createIndex', 'dropCollection'].map((log) => ({ id: `AwsSolutions-DOC5[LogExport::${log}]`, reason: exported })),
    {
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation takes a function in the network, and clients that read the secret again; addRotationSingleUser makes it',
    },
  );
}
