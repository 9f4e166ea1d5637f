import type { Template } from 'aws-cdk-lib/assertions';
import { EMR_RELEASES, POSTGRES_VERSIONS } from 'stagecraft-constructs/versions';
import { scenario } from '../../../lib/scenarios/emr-zeppelin/scenario';
import { propertiesOf, readable, statementsOf } from '../../support/synth';
import { templatesOf } from './templates';

const { lake, database, cluster } = templatesOf();
const emrOf = (template: Template) => propertiesOf(template, 'AWS::EMR::Cluster')[0];
const emr = emrOf(cluster);
interface Classified {
  readonly Classification: string;
  readonly ConfigurationProperties?: Readonly<Record<string, unknown>>;
  readonly Configurations?: readonly Classified[];
}

/** Settings by their files; those of an environment lie one level deeper. */
const classified = ({ Configurations }: { Configurations: readonly Classified[] }) =>
  Object.fromEntries(
    Configurations.map(({ Classification, ConfigurationProperties, Configurations: nested }) => [
      Classification,
      nested?.[0]?.ConfigurationProperties ?? ConfigurationProperties,
    ]),
  );

describe('acceptance 1: sizes', () => {
  test('acceptance 1: single has one primary node and no core instance group', () => {
    expect(emr.Instances.MasterInstanceGroup).toMatchObject({ InstanceCount: 1, InstanceType: 'm7g.xlarge' });
    expect(emr.Instances.CoreInstanceGroup).toBeUndefined();
    expect(emr.AutoTerminationPolicy).toEqual({ IdleTimeout: 3_600 });
  });

  test('acceptance 1: multi has one primary node and three core nodes of twice the size', () => {
    const multi = emrOf(templatesOf({ size: 'multi' }).cluster);

    expect(multi.Instances.MasterInstanceGroup).toMatchObject({ InstanceCount: 1, InstanceType: 'm7g.xlarge' });
    expect(multi.Instances.CoreInstanceGroup).toMatchObject({ InstanceCount: 3, InstanceType: 'm7g.2xlarge' });
    expect(multi.AutoTerminationPolicy).toEqual({ IdleTimeout: 3_600 });
  });

  test('acceptance 1: installs Spark, Zeppelin and their dependencies from the pinned release, without Ganglia', () => {
    expect(emr.Applications.map(({ Name }: { Name: string }) => Name)).toEqual(['Hadoop', 'Spark', 'Zeppelin', 'AmazonCloudWatchAgent']);
    expect(emr.ReleaseLabel).toBe(EMR_RELEASES[0]);
  });
});

describe('acceptance 2: configuration', () => {
  test('acceptance 2: Spark uses maximizeResourceAllocation, the Glue Data Catalog and Python 3.11', () => {
    expect(classified(emr)).toMatchObject({
      spark: { maximizeResourceAllocation: 'true' },
      'spark-hive-site': { 'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory' },
      'spark-env': { PYSPARK_PYTHON: '/usr/bin/python3.11', PYSPARK_DRIVER_PYTHON: '/usr/bin/python3.11' },
    });
  });

  test('acceptance 2: stores notes in the data bucket by default', () => {
    const { ZEPPELIN_NOTEBOOK_S3_BUCKET: bucket, ...rest } = classified(emr)['zeppelin-env'] as Record<string, unknown>;

    expect(readable(bucket)).toMatch(/^<import Data/);
    expect(rest).toEqual({
      ZEPPELIN_NOTEBOOK_STORAGE: 'org.apache.zeppelin.notebook.repo.S3NotebookRepo',
      ZEPPELIN_NOTEBOOK_S3_USER: 'notebooks',
    });
  });

  const git = {
    storage: 'git',
    gitUrl: 'https://github.com/you/notes.git',
    gitTokenSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf',
  };

  test('acceptance 2: stores notes in a Git repository, with a token from Secrets Manager', () => {
    const { cluster: other } = templatesOf(git);

    expect(classified(emrOf(other))['zeppelin-env']).toEqual({
      ZEPPELIN_NOTEBOOK_STORAGE: 'org.apache.zeppelin.notebook.repo.GitHubNotebookRepo',
      ZEPPELIN_NOTEBOOK_DIR: '/var/lib/zeppelin-notebooks',
      ZEPPELIN_NOTEBOOK_GIT_REMOTE_URL: git.gitUrl,
      'EMR.secret@ZEPPELIN_NOTEBOOK_GIT_REMOTE_ACCESS_TOKEN': git.gitTokenSecret,
    });
    expect(emrOf(other).BootstrapActions[0].ScriptBootstrapAction.Args).toEqual(['git', git.gitUrl]);
    expect(statementsOf(other, 'RolesService').filter(({ resources }) => resources.includes(git.gitTokenSecret))).toEqual([
      { actions: ['secretsmanager:GetSecretValue'], resources: [git.gitTokenSecret] },
    ]);
  });

  test.each([[{ storage: 'git' }], [{ storage: 'git', gitUrl: git.gitUrl }]])('acceptance 2: refuses a Git repository without a token: %j', (set) => {
    expect(scenario.config.safeParse(set).error?.issues[0]?.message).toBe('s3, or git together with gitUrl and gitTokenSecret');
  });

  test('acceptance 2: refuses a URL with a user or a token', () => {
    expect(scenario.config.safeParse({ ...git, gitUrl: 'https://me:token@github.com/you/notes.git' }).success).toBe(false);
  });

  test('Zeppelin listens on localhost, has one user, and ends idle interpreters', () => {
    expect(classified(emr)['zeppelin-site']).toEqual({
      'zeppelin.server.addr': '127.0.0.1',
      'zeppelin.anonymous.allowed': 'false',
      'zeppelin.interpreter.lifecyclemanager.class': 'org.apache.zeppelin.interpreter.lifecycle.TimeoutLifecycleManager',
      'zeppelin.interpreter.lifecyclemanager.timeout.threshold': '3600000',
    });
  });
});

describe('acceptance 3: PostgreSQL', () => {
  const [instance, ...others] = propertiesOf(database, 'AWS::RDS::DBInstance');

  test('acceptance 3: one private, encrypted single-AZ instance with the database ratings', () => {
    expect(others).toEqual([]);
    expect(instance).toMatchObject({
      DBInstanceIdentifier: 'zeppelin-demo',
      DBName: 'ratings',
      EngineVersion: POSTGRES_VERSIONS[0],
      DBInstanceClass: 'db.t4g.medium',
      MultiAZ: false,
      PubliclyAccessible: false,
      StorageEncrypted: true,
      StorageType: 'gp3',
    });
  });

  test('acceptance 3: RDS manages the master password', () => {
    expect(instance).toMatchObject({ ManageMasterUserPassword: true, MasterUsername: 'masteruser' });
    expect(instance.MasterUserPassword).toBeUndefined();
    expect(
      statementsOf(cluster, 'RolesInstances').filter(({ resources }) => resources.some((resource) => /MasterUserSecret/.test(resource))),
    ).toEqual([
      { actions: ['secretsmanager:GetSecretValue'], resources: [expect.stringMatching(/^<import RatingsPrimary\w*MasterUserSecretSecretArn/)] },
    ]);
  });

  test.each([
    [{}, 'Delete'],
    [{ keepSnapshot: 'true' }, 'Snapshot'],
  ])('acceptance 3: with %j the deletion policy is %s', (set, policy) => {
    templatesOf(set).database.hasResource('AWS::RDS::DBInstance', { DeletionPolicy: policy });
  });

  test('acceptance 3: only the security groups of primary and core nodes may connect to port 5432', () => {
    const rules = [...propertiesOf(database, 'AWS::EC2::SecurityGroupIngress'), ...propertiesOf(cluster, 'AWS::EC2::SecurityGroupIngress')].filter(
      ({ FromPort, IpProtocol, ToPort }) => IpProtocol === 'tcp' && FromPort === 5_432 && ToPort === 5_432,
    );

    expect(rules.map(({ SourceSecurityGroupId }) => readable(SourceSecurityGroupId)).sort()).toEqual([
      '<SecurityGroupsCore.GroupId>',
      '<SecurityGroupsPrimary.GroupId>',
    ]);
    const open = propertiesOf(database, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress);
    expect(open).toEqual([]);
  });
});

describe('acceptance 4: catalog', () => {
  test('acceptance 4: one database, zeppelin_demo', () => {
    lake.resourceCountIs('AWS::Glue::Database', 1);
    lake.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'zeppelin_demo' } });
  });

  test('acceptance 4: two crawlers with three and four folders', () => {
    const targets = propertiesOf(lake, 'AWS::Glue::Crawler').map(({ Name, Targets }) => [
      Name,
      Targets.S3Targets.map(({ Path }: { Path: unknown }) => readable(Path)),
    ]);

    expect(Object.fromEntries(targets)).toEqual({
      'bakery-transactions-crawler': ['bakery-csv', 'bakery-parquet', 'bakery-summary-parquet'].map((folder) => `s3://<Data>/data/${folder}/`),
      'movie-ratings-crawler': ['movies-parquet-100k', 'ratings-parquet-100k', 'movies-parquet-full', 'ratings-parquet-full'].map(
        (folder) => `s3://<Data>/data/${folder}/`,
      ),
    });
  });
});

test('acceptance 16: deletes every resource with its stack', () => {
  for (const template of [lake, database, cluster]) {
    const kept = Object.values(template.toJSON().Resources).filter(
      (resource) => (resource as { DeletionPolicy?: string }).DeletionPolicy === 'Retain',
    );
    expect(kept).toEqual([]);
  }
});

test('no security group allows ingress from the internet', () => {
  const rules = [database, cluster].flatMap((template) => [
    ...propertiesOf(template, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress),
    ...propertiesOf(template, 'AWS::EC2::SecurityGroupIngress'),
  ]);

  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter(({ CidrIp, CidrIpv6 }) => CidrIp !== undefined || CidrIpv6 !== undefined)).toEqual([]);
});

test('the nodes write to the data bucket, read one catalog database and two secrets, without a wildcard action', () => {
  const statements = statementsOf(cluster, 'RolesInstances');
  const secrets = statements.filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue')).flatMap(({ resources }) => resources);

  expect(secrets).toHaveLength(2);
  expect(statements.filter(({ actions }) => actions.includes('s3:DeleteObject')).flatMap(({ resources }) => resources)).toEqual([
    expect.stringMatching(/^<import Data\w+>\/\*$/),
  ]);
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
});

test('the dashboard shows the metrics of Ganglia', () => {
  const [{ DashboardBody }] = propertiesOf(cluster, 'AWS::CloudWatch::Dashboard') as [{ DashboardBody: unknown }];

  for (const metric of ['YARNMemoryAvailablePercentage', 'MemoryAllocatedMB', 'ContainerPending', 'HDFSUtilization', 'IsIdle', 'AppsRunning'])
    expect(readable(DashboardBody)).toContain(metric);
});

test('clusterGeneration renames the cluster; the first has the name of the article', () => {
  const nameOf = (set: Record<string, unknown>) => propertiesOf(templatesOf(set).cluster, 'AWS::EMR::Cluster').map(({ Name }) => Name);

  expect(nameOf({})).toEqual(['zeppelin-emr-demo']);
  expect(nameOf({ clusterGeneration: '2' })).toEqual(['zeppelin-emr-demo-2']);
});
