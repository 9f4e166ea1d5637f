import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  EmrCluster,
  EmrInstances,
  EmrRoles,
  EmrSecurityConfiguration,
  EmrSecurityGroups,
  grantMetastore,
  grantWriteBucket,
} from 'stagecraft-constructs/emr';
import { LocalAsset } from 'stagecraft-constructs/storage';
import { workload } from '../../../paths';
import type { ScenarioStage } from '../../stage';
import { FOLDERS } from '../places';
import type { Config, Contract } from '../settings';
import { configurations } from './configurations';
import type { Database } from './database';
import type { Lake } from './lake';

/** What the cluster works on. */
export interface Surroundings {
  readonly lake: Lake;
  readonly database: Database;
}

/** The cluster with Zeppelin, of one node or several, and what is configured on it. */
export class Cluster extends Stack {
  constructor(stage: ScenarioStage<Contract>, config: Config, { lake, database }: Surroundings) {
    super(stage, 'cluster', { description: 'EMR cluster with Zeppelin' });
    const roles = new EmrRoles(this, 'Roles');
    const { vpc } = database.network;
    const securityGroups = new EmrSecurityGroups(this, 'SecurityGroups', { vpc, subnets: database.network.privateSubnets });
    this.letIn(securityGroups, database);
    grantWriteBucket(lake.data, roles);
    grantMetastore(lake.database, roles);
    grantSecret(database.secretArn, roles);

    const notes = { bucket: lake.data.bucketName, folder: FOLDERS.notes };
    const cluster = new EmrCluster(this, 'Cluster', {
      clusterName: stage.fixedName('zeppelin-emr-demo'),
      roles,
      securityGroups,
      securityConfiguration: new EmrSecurityConfiguration(this, 'Security', { roles }),
      logsBucket: lake.logs,
      applications: ['Hadoop', 'Spark', 'Zeppelin', 'AmazonCloudWatchAgent'],
      instances: EmrInstances.groups({
        primary: new ec2.InstanceType(config.primaryType),
        core: new ec2.InstanceType(config.coreType),
        coreCount: config.size === 'multi' ? config.coreCount : 0,
      }),
      configurations: configurations(config, notes),
      bootstrapActions: [
        {
          name: 'packages-and-certificates',
          script: workload('emr-zeppelin', 'node', 'bootstrap.sh'),
          args: config.storage === 's3' ? ['s3', notes.bucket] : ['git', config.gitUrl],
        },
      ],
      autoTerminateAfter: Duration.hours(config.idleHours),
      terminationProtection: config.terminationProtection,
    });
    // EMR puts the token into the configuration itself, with the role of the service.
    if (config.storage === 'git') grantSecret(config.gitTokenSecret, roles.serviceRole);

    const archive = new LocalAsset(this, 'Archive', { path: workload('emr-zeppelin', 'node') });
    archive.grantRead(roles);
    const analyst = this.analyst(roles);
    const dashboardName = stage.fixedName('emr-zeppelin');
    this.dashboard(dashboardName, cluster);

    stage.publish(this, {
      cluster: cluster.clusterId,
      primaryDns: cluster.primaryDnsName,
      archive: archive.s3Url,
      analystSecret: analyst.secretArn,
      dashboard: dashboardName,
    });
  }

  /** PostgreSQL opens to the nodes and to nobody else. The rules belong to this stack, since the database is there before the nodes. */
  private letIn({ primary, core }: EmrSecurityGroups, { postgres }: Database): void {
    const [access] = postgres.connections.securityGroups;
    for (const [name, group] of [
      ['Primary', primary],
      ['Core', core],
    ] as const) {
      new ec2.CfnSecurityGroupIngress(this, `PostgresFrom${name}`, {
        groupId: access?.securityGroupId,
        sourceSecurityGroupId: group.securityGroupId,
        ipProtocol: 'tcp',
        fromPort: 5_432,
        toPort: 5_432,
        description: `${name} nodes of the cluster with Zeppelin`,
      });
    }
  }

  private analyst(roles: EmrRoles): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'Analyst', {
      description: 'Password of the user analyst of Zeppelin',
      generateSecretString: { passwordLength: 24, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    secret.grantRead(roles);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation takes a function that writes to the node; configuring again gives the user the password that the secret has then',
    });
    return secret;
  }

  /** What Ganglia showed: whether there is memory left, work waiting, and room in HDFS. */
  private dashboard(dashboardName: string, cluster: EmrCluster): void {
    const graph = (title: string, ...left: cloudwatch.IMetric[]) => new cloudwatch.GraphWidget({ title, left, width: 12 });
    const metric = (name: string, label: string) => cluster.metric(name, { label });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName,
      widgets: [
        [
          graph('Memory of YARN that is free, in percent', cluster.metricFreeMemory({ label: 'free' })),
          graph('Memory of YARN in MB', metric('MemoryAllocatedMB', 'allocated'), metric('MemoryAvailableMB', 'free')),
        ],
        [
          graph('Containers', metric('ContainerAllocated', 'running'), metric('ContainerPending', 'waiting')),
          graph('HDFS in use, in percent', metric('HDFSUtilization', 'used')),
        ],
        [
          graph('Idle', cluster.metricIdle({ label: 'idle' })),
          graph('Applications', metric('AppsRunning', 'running'), metric('AppsPending', 'waiting')),
        ],
      ],
    });
  }
}

function grantSecret(secretArn: string, grantee: iam.IGrantable): void {
  iam.Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secretArn] });
}
