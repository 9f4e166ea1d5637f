import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  EmrCluster,
  EmrInstances,
  EmrRoles,
  EmrSecurityConfiguration,
  EmrSecurityGroups,
  grantMetastore,
  ParameterPublisher,
} from 'stagecraft-constructs/emr';
import { type AthenaWorkgroup, type CatalogDatabase, grantReadLake } from 'stagecraft-constructs/lake';
import { Network } from 'stagecraft-constructs/network';
import { LocalAsset } from 'stagecraft-constructs/storage';
import { workload } from '../../../paths';
import type { ContractValues } from '../../contract-entry';
import { generationSuffix } from '../../names';
import { ssmAgent } from '../../ssm-agent';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import type { Lake } from './lake';

/** What Superset queries. */
interface QueryEngine {
  readonly region: string;
  readonly database: CatalogDatabase;
  readonly workgroup: AthenaWorkgroup;
}

/** VPC and cluster, and what Superset needs on its primary node: archives and secrets. */
export class Cluster extends Stack {
  constructor(
    scenarioStage: ScenarioStage<Contract>,
    private readonly config: Config,
    private readonly lake: Lake,
  ) {
    super(scenarioStage, 'cluster', { description: 'EMR cluster for Superset, with the secrets of its users' });
    const { vpc, subnets } = this.placement();
    const roles = new EmrRoles(this, 'Roles');
    const securityGroups = new EmrSecurityGroups(this, 'SecurityGroups', { vpc, subnets });
    this.grantQueries(roles);

    const cluster = new EmrCluster(this, 'Cluster', {
      clusterName: scenarioStage.fixedName(`superset-emr-demo${generationSuffix(config.clusterGeneration)}`),
      roles,
      securityGroups,
      securityConfiguration: new EmrSecurityConfiguration(this, 'Security', { roles }),
      logsBucket: lake.logs,
      applications: ['Hadoop', 'Hive', 'Spark', 'Trino', 'Zeppelin', 'JupyterEnterpriseGateway', 'AmazonCloudWatchAgent'],
      instances: EmrInstances.groups({
        primary: new ec2.InstanceType(config.primaryType),
        core: new ec2.InstanceType(config.coreType),
        coreCount: config.coreCount,
      }),
      bootstrapActions: [ssmAgent],
      autoTerminateAfter: Duration.hours(config.idleHours),
      terminationProtection: config.terminationProtection,
    });
    const installer = this.archive('Installer', 'install', roles);
    const assets = this.archive('Assets', 'assets', roles);
    const secrets = this.secrets(roles);
    new ParameterPublisher(this, 'Parameters', {
      path: `/${scenarioStage.fixedName('emr_superset_demo', '_')}`,
      values: { master_public_dns: cluster.primaryDnsName, cluster_id: cluster.clusterId },
    });

    scenarioStage.publish(this, {
      cluster: cluster.clusterId,
      clusterGeneration: String(config.clusterGeneration),
      vpc: vpc.vpcId,
      primaryDns: cluster.primaryDnsName,
      port: String(config.port),
      installer: installer.s3Url,
      assets: assets.s3Url,
      databaseUri: databaseUri(config.source, { region: this.region, database: lake.database, workgroup: lake.workgroup }),
      ...secrets,
    });
  }

  /** The VPC of the configuration, or a new one whose private subnets reach the package registries. */
  private placement(): { readonly vpc: ec2.IVpc; readonly subnets: readonly ec2.ISubnet[] } {
    const { vpcId, subnetId, availabilityZone, availabilityZones } = this.config;
    if (vpcId === '') {
      const { vpc, privateSubnets } = new Network(this, 'Network', {
        availabilityZones: availabilityZones.length > 0 ? availabilityZones : undefined,
        natGateways: 1,
        flowLogTraffic: ec2.FlowLogTrafficType.REJECT,
        logRetention: logs.RetentionDays.ONE_WEEK,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      return { vpc, subnets: privateSubnets };
    }
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Network', { vpcId, availabilityZones: [availabilityZone], privateSubnetIds: [subnetId] });
    return { vpc, subnets: vpc.privateSubnets };
  }

  /**
   * Read access to one table, through Athena, Trino or Hive.
   *
   * @unproven A39 HiveServer2 works without the right to list the functions of other databases, which it asks the catalog for (EMR release guide, Using the Glue Data Catalog as the metastore for Hive)
   */
  private grantQueries(roles: EmrRoles): void {
    const { table, workgroup, database } = this.lake;
    workgroup.grantRunQueries(roles);
    grantReadLake([table], roles);
    grantMetastore(database, roles);
  }

  private archive(id: string, folder: string, roles: EmrRoles): LocalAsset {
    const asset = new LocalAsset(this, id, { path: workload('emr-superset', folder) });
    asset.grantRead(roles);
    return asset;
  }

  /** Secrets with generated values, which no template, log or argument contains. */
  private secrets(roles: EmrRoles): Pick<ContractValues<Contract>, 'secretKey' | 'adminSecret' | 'alphaSecret' | 'gammaSecret'> {
    const secret = (id: string, description: string, passwordLength: number) => {
      const made = new secretsmanager.Secret(this, id, {
        description,
        generateSecretString: { passwordLength, excludePunctuation: true },
        removalPolicy: RemovalPolicy.DESTROY,
      });
      made.grantRead(roles);
      Validations.of(made).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason: 'Rotation takes a function that signs in to Superset; installing again gives users and key the values that the secrets have then',
      });
      return made.secretArn;
    };
    const password = (user: string) => secret(user, `Password of ${user}`, 24);
    const { withDemoUsers } = this.config;
    return {
      secretKey: secret('SecretKey', 'Key by which Superset signs sessions and encrypts passwords of database connections', 64),
      adminSecret: password('SupersetAdmin'),
      alphaSecret: withDemoUsers ? password('SupersetUserAlpha') : undefined,
      gammaSecret: withDemoUsers ? password('SupersetUserGamma') : undefined,
    };
  }
}

/**
 * SQLAlchemy URI of the query engine.
 *
 * It holds no AWS user and no password: Superset queries Athena with the role of the node, and Trino and Hive listen inside the VPC only.
 */
function databaseUri(source: Config['source'], { region, database: { databaseName }, workgroup: { workgroupName } }: QueryEngine): string {
  switch (source) {
    case 'athena':
      return `awsathena+rest://:@athena.${region}.${Aws.URL_SUFFIX}:443/${databaseName}?work_group=${workgroupName}`;
    case 'trino':
      // Port of the Trino coordinator on EMR.
      return `trino://superset@localhost:8889/hive/${databaseName}`;
    case 'hive':
      return `hive://hadoop@localhost:10000/${databaseName}`;
  }
}
