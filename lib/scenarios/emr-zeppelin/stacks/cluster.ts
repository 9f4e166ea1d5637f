import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  EmrCluster,
  type EmrConfiguration,
  EmrInstances,
  EmrRoles,
  EmrSecurityConfiguration,
  EmrSecurityGroups,
  grantMetastore,
  grantWriteBucket,
} from 'stagecraft-constructs/emr';
import { LocalAsset } from 'stagecraft-constructs/storage';
import { workload } from '../../../paths';
import { generationSuffix } from '../../names';
import { ssmAgent } from '../../ssm-agent';
import type { ScenarioStage } from '../../stage';
import { type Config, type Contract, FOLDERS } from '../settings';
import type { Database } from './database';
import type { Lake } from './lake';

/** Stacks that the cluster uses. */
export interface ClusterStacks {
  readonly lake: Lake;
  readonly database: Database;
}

/** Where Zeppelin stores notes in S3. */
interface NotesFolder {
  readonly bucket: string;
  readonly folder: string;
}

const REPOSITORIES = 'org.apache.zeppelin.notebook.repo';

/** The cluster with Zeppelin, of one node or several, and its configuration. */
export class Cluster extends Stack {
  constructor(stage: ScenarioStage<Contract>, config: Config, { lake, database }: ClusterStacks) {
    super(stage, 'cluster', { description: 'EMR cluster with Zeppelin' });
    const roles = new EmrRoles(this, 'Roles');
    const { vpc } = database.network;
    const securityGroups = new EmrSecurityGroups(this, 'SecurityGroups', { vpc, subnets: database.network.privateSubnets });
    this.allowNodes(securityGroups, database);
    grantWriteBucket(lake.data, roles);
    grantMetastore(lake.database, roles);
    grantSecret(database.secretArn, roles);

    const notes = { bucket: lake.data.bucketName, folder: FOLDERS.notes };
    const cluster = new EmrCluster(this, 'Cluster', {
      clusterName: stage.fixedName(`zeppelin-emr-demo${generationSuffix(config.clusterGeneration)}`),
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
        ssmAgent,
      ],
      autoTerminateAfter: Duration.hours(config.idleHours),
      terminationProtection: config.terminationProtection,
    });
    // EMR itself puts the token into the configuration, with its service role.
    if (config.storage === 'git') grantSecret(config.gitTokenSecret, roles.serviceRole);

    const archive = new LocalAsset(this, 'Archive', { path: workload('emr-zeppelin', 'node') });
    archive.grantRead(roles);
    const analyst = this.analyst(roles);
    const dashboardName = stage.fixedName('emr-zeppelin');
    this.dashboard(dashboardName, cluster);

    stage.publish(this, {
      cluster: cluster.clusterId,
      clusterGeneration: String(config.clusterGeneration),
      primaryDns: cluster.primaryDnsName,
      archive: archive.s3Url,
      analystSecret: analyst.secretArn,
      dashboard: dashboardName,
    });
  }

  /** Opens PostgreSQL to the nodes only. The rules belong to this stack, since the database is deployed before the nodes. */
  private allowNodes({ primary, core }: EmrSecurityGroups, { postgres }: Database): void {
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

  /** The metrics of Ganglia: free memory, pending containers, and HDFS utilization. */
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

/** EMR configurations of Spark and Zeppelin. The roles and the release already provide the Glue catalog and Python 3.11. */
function configurations({ storage, gitUrl, gitTokenSecret, idleHours }: Config, notes: NotesFolder): EmrConfiguration[] {
  const repository: Readonly<Record<string, string>> =
    storage === 's3'
      ? {
          ZEPPELIN_NOTEBOOK_STORAGE: `${REPOSITORIES}.S3NotebookRepo`,
          ZEPPELIN_NOTEBOOK_S3_BUCKET: notes.bucket,
          ZEPPELIN_NOTEBOOK_S3_USER: notes.folder,
        }
      : {
          ZEPPELIN_NOTEBOOK_STORAGE: `${REPOSITORIES}.GitHubNotebookRepo`,
          ZEPPELIN_NOTEBOOK_DIR: '/var/lib/zeppelin-notebooks',
          ZEPPELIN_NOTEBOOK_GIT_REMOTE_URL: gitUrl,
          // EMR reads the secret when it creates the cluster; template and API hold its ARN only.
          'EMR.secret@ZEPPELIN_NOTEBOOK_GIT_REMOTE_ACCESS_TOKEN': gitTokenSecret,
        };
  return [
    { classification: 'spark', properties: { maximizeResourceAllocation: 'true' } },
    { classification: 'zeppelin-env', configurations: [{ classification: 'export', properties: repository }] },
    {
      classification: 'zeppelin-site',
      properties: {
        // Reachable only through a forwarded port of this node.
        'zeppelin.server.addr': '127.0.0.1',
        'zeppelin.anonymous.allowed': 'false',
        // A Spark session that waits for a paragraph counts as work of YARN: the cluster would never be idle.
        'zeppelin.interpreter.lifecyclemanager.class': 'org.apache.zeppelin.interpreter.lifecycle.TimeoutLifecycleManager',
        'zeppelin.interpreter.lifecyclemanager.timeout.threshold': String(idleHours * 3_600_000),
      },
    },
  ];
}
