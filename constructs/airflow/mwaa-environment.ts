import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CfnEnvironment } from 'aws-cdk-lib/aws-mwaa';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { grantOnIdentity } from '../grants';
import { privateSubnetsOf } from '../network/private-subnets';
import { PrivateBucket } from '../storage/private-bucket';
import { AIRFLOW_VERSIONS } from '../versions';
import { ExecutionRole } from './execution-role';
import { checkEnvironment } from './mwaa-checks';
import { AIRFLOW_LOGS, type AirflowLog, type MwaaEnvironmentProps } from './mwaa-props';

/** An Airflow role, from read-only to full access. */
export type AirflowRole = 'Viewer' | 'User' | 'Op' | 'Admin';

/**
 * An Amazon MWAA environment: private, encrypted, with all five logs in log groups of the stack, created after the policy of its role.
 *
 * Is billed by the hour, also while idle, and takes about half an hour to create. Permissions of DAGs are granted to it (`bucket.grantRead(environment)`);
 * `connections` allows clients to connect to a private web server, on port 443.
 */
export class MwaaEnvironment extends Construct implements iam.IGrantable, ec2.IConnectable {
  /** The environment itself. */
  public readonly environment: CfnEnvironment;
  /** Name of the environment. */
  public readonly environmentName: string;
  /** Bucket with the DAGs. */
  public readonly bucket: s3.IBucket;
  /** Folder of the bucket that holds the DAGs. */
  public readonly dagsPath: string;
  /** Role of schedulers and workers. */
  public readonly role: iam.Role;
  /** The log groups, by what writes them. */
  public readonly logGroups: Readonly<Record<AirflowLog, logs.LogGroup>>;
  /** The default port is 443, the web server. */
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: MwaaEnvironmentProps) {
    super(scope, id);
    checkEnvironment(this, props);
    const subnets = privateSubnetsOf(this, props.vpc, 2, { subnets: props.subnets, most: 2 });

    const { encryptionKey, requirements, plugins, startupScript } = props;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const environmentClass = props.environmentClass ?? 'mw1.small';
    const micro = environmentClass === 'mw1.micro';
    const webServers = props.webServers ?? (micro ? 1 : 2);
    this.environmentName = props.environmentName ?? Names.uniqueResourceName(this, { maxLength: 80, separator: '-' });
    this.dagsPath = props.dagsPath ?? 'dags';
    this.bucket = props.bucket ?? new PrivateBucket(this, 'Bucket', { versioned: true, encryptionKey, removalPolicy });
    this.logGroups = this.makeLogs(props.logRetention ?? logs.RetentionDays.ONE_MONTH, removalPolicy, encryptionKey);
    this.role = new ExecutionRole(this, 'Role', { environmentName: this.environmentName, bucket: this.bucket, encryptionKey });
    const securityGroup = this.makeSecurityGroup(props.vpc);
    this.connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(443) });

    this.environment = new CfnEnvironment(this, 'Resource', {
      name: this.environmentName,
      airflowVersion: props.airflowVersion ?? AIRFLOW_VERSIONS[0],
      environmentClass,
      minWorkers: props.minWorkers ?? 1,
      maxWorkers: props.maxWorkers ?? (micro ? 1 : 10),
      schedulers: props.schedulers ?? (micro ? 1 : 2),
      minWebservers: webServers,
      maxWebservers: webServers,
      webserverAccessMode: props.webServerAccess ?? 'PRIVATE_ONLY',
      airflowConfigurationOptions: props.airflowOptions,
      sourceBucketArn: this.bucket.bucketArn,
      dagS3Path: this.dagsPath,
      requirementsS3Path: requirements?.path,
      requirementsS3ObjectVersion: requirements?.version,
      pluginsS3Path: plugins?.path,
      pluginsS3ObjectVersion: plugins?.version,
      startupScriptS3Path: startupScript?.path,
      startupScriptS3ObjectVersion: startupScript?.version,
      executionRoleArn: this.role.roleArn,
      kmsKey: encryptionKey?.keyArn,
      networkConfiguration: { subnetIds: subnets.map(({ subnetId }) => subnetId), securityGroupIds: [securityGroup.securityGroupId] },
      loggingConfiguration: logging(props),
      weeklyMaintenanceWindowStart: props.maintenanceWindow,
    });
    // MWAA checks the policy of the role and the routes of the subnets at creation, and would create log groups without retention.
    this.environment.node.addDependency(this.role, ...Object.values(this.logGroups));
    for (const subnet of subnets) this.environment.node.addDependency(subnet.internetConnectivityEstablished);
  }

  /** Grants to the environment go to its execution role. */
  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Host of the web server, without `https://`. */
  public get webServerHost(): string {
    return this.environment.attrWebserverUrl;
  }

  /** Allows the grantee to call Airflow's own API through AWS, as `role`: to start DAG runs it takes `User`, to write variables `Op`. */
  public grantInvokeRestApi(grantee: iam.IGrantable, role: AirflowRole): iam.Grant {
    return grantOnIdentity(this, { grantee, actions: ['airflow:InvokeRestApi'], resourceArns: [this.roleArn(role)] });
  }

  /** Allows the grantee to sign in to the web server as `role`. */
  public grantWebLogin(grantee: iam.IGrantable, role: AirflowRole): iam.Grant {
    return grantOnIdentity(this, { grantee, actions: ['airflow:CreateWebLoginToken'], resourceArns: [this.roleArn(role)] });
  }

  /**
   * A metric of one part of Airflow, such as `Scheduler`, `DAG Processing` or `Executor`.
   *
   * The names are those of the service's documentation of container and Airflow metrics.
   */
  public metric(metricName: string, part: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = { Function: part, Environment: this.environmentName };
    return new cloudwatch.Metric({ namespace: 'AmazonMWAA', metricName, dimensionsMap, ...props }).attachTo(this);
  }

  /** Scheduler heartbeats. Sum over five minutes by default; zero means that nothing is scheduled. */
  public metricSchedulerHeartbeat(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('SchedulerHeartbeat', 'Scheduler', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /** DAG files that cannot be imported. Maximum over five minutes by default. */
  public metricImportErrors(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ImportErrors', 'DAG Processing', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** Queued tasks. Maximum over five minutes by default. */
  public metricQueuedTasks(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('QueuedTasks', 'Executor', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  private makeLogs(retention: logs.RetentionDays, removalPolicy: RemovalPolicy, key?: kms.IKey): Record<AirflowLog, logs.LogGroup> {
    const name = (log: AirflowLog) => `airflow-${this.environmentName}-${AIRFLOW_LOGS[log]}`;
    if (key) this.allowLogsToUse(key);
    const make = (log: AirflowLog) => [
      log,
      new logs.LogGroup(this, `Log-${log}`, { logGroupName: name(log), retention, removalPolicy, encryptionKey: key }),
    ];
    return Object.fromEntries((Object.keys(AIRFLOW_LOGS) as AirflowLog[]).map(make)) as Record<AirflowLog, logs.LogGroup>;
  }

  private allowLogsToUse(key: kms.IKey): void {
    const { partition, region, account } = Stack.of(this);
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logs.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        resources: ['*'], // in the policy of a key, the key itself
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:airflow-${this.environmentName}-*` },
        },
      }),
    );
  }

  /** Allows traffic among containers, database and endpoints of the environment, which all have this security group. */
  private makeSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const description = `Airflow environment ${this.environmentName}`;
    const securityGroup = new ec2.SecurityGroup(this, 'Access', { vpc, description, allowAllOutbound: true });
    securityGroup.addIngressRule(securityGroup, ec2.Port.allTraffic(), 'Containers of the environment among themselves');
    return securityGroup;
  }

  private roleArn(role: AirflowRole): string {
    return Stack.of(this).formatArn({ service: 'airflow', resource: 'role', resourceName: `${this.environmentName}/${role}` });
  }
}

function logging({ logLevels }: MwaaEnvironmentProps): CfnEnvironment.LoggingConfigurationProperty {
  const log = (name: AirflowLog) => ({ enabled: true, logLevel: logLevels?.[name] ?? 'INFO' });
  return {
    dagProcessingLogs: log('dagProcessing'),
    schedulerLogs: log('scheduler'),
    taskLogs: log('task'),
    webserverLogs: log('webServer'),
    workerLogs: log('worker'),
  };
}
