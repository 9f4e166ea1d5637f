import { Match } from 'aws-cdk-lib/assertions';
import { EMR_RELEASES } from 'stagecraft-constructs/versions';
import { config } from '../../../lib/scenarios/emr-pyspark/settings';
import { propertiesOf, readable } from '../../support/synth';
import { definitionsOf, templatesOf } from './templates';

const templates = templatesOf();
const { network, lake, cluster, workflows } = templates;
const all = Object.values(templates);
const GLUE_FACTORY = { 'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory' };

const clusterOf = (set?: Record<string, unknown>) => propertiesOf(set ? templatesOf(set).cluster : cluster, 'AWS::EMR::Cluster')[0];
const configurationOf = (properties: { Configurations: { Classification: string; ConfigurationProperties: unknown }[] }, classification: string) =>
  properties.Configurations.find(({ Classification }) => Classification === classification)?.ConfigurationProperties;

describe('acceptance 1: the cluster of dev', () => {
  test('acceptance 1: one cluster with a primary node, two core nodes, step concurrency 5 and a 32 GiB root volume', () => {
    for (const template of all) template.resourceCountIs('AWS::EMR::Cluster', template === cluster ? 1 : 0);
    expect(clusterOf()).toMatchObject({
      Instances: { MasterInstanceGroup: { InstanceCount: 1 }, CoreInstanceGroup: { InstanceCount: 2 } },
      StepConcurrencyLevel: 5,
      EbsRootVolumeSize: 32,
    });
  });

  test('acceptance 1: the Glue catalog is the metastore of Hive and Spark', () => {
    expect(configurationOf(clusterOf(), 'hive-site')).toEqual(GLUE_FACTORY);
    expect(configurationOf(clusterOf(), 'spark-hive-site')).toEqual(GLUE_FACTORY);
  });

  test('acceptance 1: has auto-termination, and no VisibleToAllUsers', () => {
    expect(clusterOf().AutoTerminationPolicy).toEqual({ IdleTimeout: 3_600 });
    expect(clusterOf({ idleMinutes: 10 }).AutoTerminationPolicy).toEqual({ IdleTimeout: 600 });
    expect(JSON.stringify(all.map((template) => template.toJSON()))).not.toContain('VisibleToAllUsers');
  });
});

describe('acceptance 2: the release', () => {
  test('acceptance 2: uses the pinned release label everywhere, by default a 7.x', () => {
    const labels = JSON.stringify(all.map((template) => template.toJSON())).match(/emr-(spark-)?\d+\.\d+\.\d+/g);

    expect(EMR_RELEASES[0]).toMatch(/^emr-7\./);
    expect(new Set(labels)).toEqual(new Set([EMR_RELEASES[0]]));
  });

  test('acceptance 2: the configuration offers the pinned releases, the default first', () => {
    expect(EMR_RELEASES.map((releaseLabel) => config.parse({ releaseLabel }).releaseLabel)).toEqual([...EMR_RELEASES]);
    expect(config.parse({}).releaseLabel).toBe(EMR_RELEASES[0]);
    expect(() => config.parse({ releaseLabel: 'emr-6.2.0' })).toThrow();
  });

  test('acceptance 2: no Ganglia', () => {
    expect(clusterOf().Applications.map(({ Name }: { Name: string }) => Name)).toEqual([
      'AmazonCloudWatchAgent',
      'JupyterEnterpriseGateway',
      'Spark',
      'Hadoop',
      'Hive',
      'Zeppelin',
    ]);
  });

  test('acceptance 2: emr-spark-8.1.0 can be configured, with its applications', () => {
    const { ReleaseLabel, Applications } = clusterOf({ releaseLabel: 'emr-spark-8.1.0' });

    expect(ReleaseLabel).toBe('emr-spark-8.1.0');
    expect(Applications).toHaveLength(3);
  });
});

test('acceptance 3: seven encrypted buckets with public access blocked and TLS required', () => {
  expect(propertiesOf(lake, 'AWS::S3::Bucket').map(({ BucketName }) => readable(BucketName))).toEqual(
    ['logs', 'raw', 'processed', 'analyzed', 'work', 'glue-db', 'bootstrap'].map((purpose) => `emr-demo-${purpose}-<account>-<region>`),
  );
  lake.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: Match.anyValue(),
  });
  lake.resourceCountIs('AWS::S3::BucketPolicy', 7);
  lake.allResourcesProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
  });
});

test('acceptance 4: database and on-demand crawlers with the names and table prefixes of the article', () => {
  lake.resourceCountIs('AWS::Glue::Database', 1);
  lake.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'emr_demo' } });
  const crawlers = propertiesOf(lake, 'AWS::Glue::Crawler');

  expect(crawlers.map(({ Name, TablePrefix, Targets, Schedule }) => [Name, TablePrefix, readable(Targets.S3Targets[0].Path), Schedule])).toEqual([
    ['emr-demo-raw', 'raw_', 's3://<Raw>/', undefined],
    ['emr-demo-processed', 'processed_', 's3://<Processed>/', undefined],
  ]);
  for (const { SchemaChangePolicy } of crawlers) expect(SchemaChangePolicy).toEqual({ UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' });
});

describe('acceptance 5: parameters', () => {
  const parameters = all
    .flatMap((template) => propertiesOf(template, 'AWS::SSM::Parameter'))
    .filter(({ Name }) => String(Name).startsWith('/emr_demo/'));

  test('acceptance 5: has every parameter name of the article', () => {
    expect(parameters.map(({ Name }) => Name.slice('/emr_demo/'.length)).sort()).toEqual([
      'bootstrap_bucket',
      'bronze_bucket',
      'cluster_id',
      'ec2_key_name',
      'ec2_subnet_id',
      'emr_ec2_role',
      'emr_role',
      'glue_db_bucket',
      'gold_bucket',
      'logs_bucket',
      'master_public_dns',
      'silver_bucket',
      'sm_log_group_arn',
      'sm_role_arn',
      'vpc_id',
      'work_bucket',
    ]);
  });

  test('acceptance 5: glue_db_bucket is the bucket of the Glue database, not the log bucket', () => {
    const value = (name: string) => readable(parameters.find(({ Name }) => Name === `/emr_demo/${name}`)?.Value);

    expect(value('glue_db_bucket')).toBe('<GlueDatabase>');
    expect(value('logs_bucket')).toBe('<Logs>');
    expect(readable(propertiesOf(lake, 'AWS::Glue::Database')[0].DatabaseInput.LocationUri)).toBe('s3://<GlueDatabase>/');
  });

  test('acceptance 5: another stage has another parameter path', () => {
    const other = templatesOf({}, 'test-2');
    const names = Object.values(other).flatMap((template) => propertiesOf(template, 'AWS::SSM::Parameter').map(({ Name }) => String(Name)));

    expect(names).toContain('/emr_demo_test_2/raw_bucket'.replace('raw', 'bronze'));
    expect(names.filter((name) => name.startsWith('/emr_demo/'))).toEqual([]);
    expect(readable(propertiesOf(other.lake, 'AWS::S3::Bucket')[1].BucketName)).toBe('emr-demo-raw-<account>-<region>-test-2');
  });
});

describe('acceptance 10: environments', () => {
  test.each([
    ['dev', 'm7g.xlarge', 1, 'r7g.2xlarge', 2, false],
    ['test', 'm7g.xlarge', 1, 'r7g.xlarge', 1, false],
    ['prod', 'r7g.2xlarge', 1, 'r7g.2xlarge', 4, true],
  ])('acceptance 10: %s', (environment, primary, primaries, core, cores, isProtected) => {
    expect(clusterOf({ environment }).Instances).toMatchObject({
      MasterInstanceGroup: { InstanceType: primary, InstanceCount: primaries },
      CoreInstanceGroup: { InstanceType: core, InstanceCount: cores },
      TerminationProtected: isProtected,
    });
  });

  test.each([
    ['dev', 'Development', 'Data Analytics Team'],
    ['test', 'Test', 'Data Analytics Test Team'],
    ['prod', 'Production', 'Operations Team'],
  ])('acceptance 10: %s is tagged as %s of %s', (environment, title, owner) => {
    expect(clusterOf({ environment }).Tags).toEqual(
      expect.arrayContaining([
        { Key: 'Environment', Value: title },
        { Key: 'Owner', Value: owner },
      ]),
    );
  });
});

describe('acceptance 18: SSH', () => {
  const opened = (set: Record<string, unknown>) =>
    Object.values(templatesOf(set)).flatMap((template) => [
      ...propertiesOf(template, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress),
      ...propertiesOf(template, 'AWS::EC2::SecurityGroupIngress').filter(({ CidrIp, CidrIpv6 }) => CidrIp || CidrIpv6),
    ]);

  test('acceptance 18: allows no ingress from any CIDR block by default', () => {
    expect(opened({})).toEqual([]);
    expect(clusterOf().Instances.Ec2KeyName).toBeUndefined();
  });

  test('acceptance 18: sshCidr adds exactly one rule', () => {
    expect(opened({ sshCidr: '203.0.113.7/32' })).toEqual([expect.objectContaining({ CidrIp: '203.0.113.7/32', FromPort: 22, ToPort: 22 })]);
    expect(() => config.parse({ sshCidr: '0.0.0.0/0' })).toThrow(/a CIDR block from \/16 to \/32/);
  });

  test('acceptance 18: every cluster uses keyPair', () => {
    const { cluster: made, workflows: machines } = templatesOf({ keyPair: 'mine' });

    expect(propertiesOf(made, 'AWS::EMR::Cluster')[0].Instances.Ec2KeyName).toBe('mine');
    expect(JSON.stringify(definitionsOf(machines)['EMR-Demo-Process'])).toContain('"Ec2KeyName":"mine"');
  });
});

describe('optional parts', () => {
  test('publishes no parameters of a long-lived cluster without one', () => {
    const { cluster: none } = templatesOf({ longLived: false });

    none.resourceCountIs('AWS::EMR::Cluster', 0);
    expect(none.findOutputs('clusterId')).toEqual({});
    expect(propertiesOf(none, 'AWS::SSM::Parameter').filter(({ Name }) => String(Name).startsWith('/emr_demo/'))).toEqual([]);
  });

  test('has two state machines without EMR Serverless, each with its clean-up', () => {
    const { workflows: two } = templatesOf({ serverless: 'false' });

    two.resourceCountIs('AWS::EMRServerless::Application', 0);
    const names = Object.values(two.findResources('AWS::StepFunctions::StateMachine')).map(({ Properties }) => Properties.StateMachineName);
    expect(names.filter((name) => name !== undefined).sort()).toEqual(['EMR-Demo-Analysis', 'EMR-Demo-Process']);
    expect(names).toHaveLength(4);
    expect(two.findOutputs('serverlessApplication')).toEqual({});
  });

  test('clusterGeneration renames the cluster, so that CloudFormation replaces it', () => {
    expect([clusterOf().Name, clusterOf({ clusterGeneration: 2 }).Name]).toEqual(['demo-cluster-cloudformation', 'demo-cluster-cloudformation-2']);
  });

  test('takes cidr and natGateways', () => {
    network.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.192.0.0/16' });
    network.resourceCountIs('AWS::EC2::NatGateway', 1);
    templatesOf({ natGateways: 2 }).network.resourceCountIs('AWS::EC2::NatGateway', 2);
  });
});

test('clusters of state machines have the tags that stop searches for', () => {
  for (const name of ['EMR-Demo-Process', 'EMR-Demo-Analysis']) {
    const { Arguments } = definitionsOf(workflows)[name]!.States['Create_A_Cluster']!;

    expect(Arguments?.['Tags']).toEqual(
      expect.arrayContaining([
        { Key: 'stagecraft:scenario', Value: 'emr-pyspark' },
        { Key: 'stagecraft:stage', Value: 'dev' },
      ]),
    );
  }
});
