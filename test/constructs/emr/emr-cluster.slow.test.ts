import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EmrCluster, type EmrClusterProps, EmrInstances, EmrSecurityConfiguration } from 'stagecraft-constructs/emr';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { EMR_RELEASES } from 'stagecraft-constructs/versions';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';
import { clusterNeeds } from './surroundings';

type Options = Partial<EmrClusterProps>;

const clusterWith = (props: Options = {}) => templateOf((stack) => new EmrCluster(stack, 'Cluster', { ...clusterNeeds(stack), ...props }));
const clusterOf = (props?: Options) => Object.values(clusterWith(props).findResources('AWS::EMR::Cluster'))[0]?.Properties;
const type = (name: string) => new ec2.InstanceType(name);

const script = join(mkdtempSync(join(tmpdir(), 'emr-')), 'packages.sh');
beforeAll(() => writeFileSync(script, '#!/bin/bash\n'));

describe('with defaults', () => {
  const template = clusterWith();
  const cluster = Object.values(template.findResources('AWS::EMR::Cluster'))[0]?.Properties;

  test('has the default release, with Spark only', () => {
    expect(cluster.ReleaseLabel).toBe(EMR_RELEASES[0]);
    expect(cluster.Applications).toEqual([{ Name: 'Spark' }]);
  });

  test('has one primary and two core nodes, with Graviton On-Demand Instances', () => {
    const node = (Name: string, InstanceCount: number) => ({ Name, InstanceCount, InstanceType: 'm7g.xlarge', Market: 'ON_DEMAND' });

    expect(cluster.Instances).toMatchObject({ MasterInstanceGroup: node('Primary', 1), CoreInstanceGroup: node('Core', 2) });
    expect(cluster.Instances.TaskInstanceGroups).toBeUndefined();
  });

  test('waits for steps, and terminates after one idle hour', () => {
    expect(cluster.Instances).toMatchObject({ KeepJobFlowAliveWhenNoSteps: true, TerminationProtected: false });
    expect(cluster.AutoTerminationPolicy).toEqual({ IdleTimeout: 3_600 });
  });

  test('has no deprecated properties', () => {
    expect(cluster.VisibleToAllUsers).toBeUndefined();
    expect(JSON.stringify(cluster)).not.toMatch(/s3n:|s3a:/);
  });

  test('is in the first private subnet, with the three security groups and no key pair', () => {
    expect(cluster.Instances).toMatchObject({ Ec2SubnetId: 'subnet-1' });
    expect(readable(cluster.Instances.EmrManagedMasterSecurityGroup)).toBe('<GroupsPrimary.GroupId>');
    expect(readable(cluster.Instances.EmrManagedSlaveSecurityGroup)).toBe('<GroupsCore.GroupId>');
    expect(readable(cluster.Instances.ServiceAccessSecurityGroup)).toBe('<GroupsServiceAccess.GroupId>');
    expect(cluster.Instances.Ec2KeyName).toBeUndefined();
  });

  test('uses the Glue Data Catalog and a supported Python version', () => {
    const python = { PYSPARK_PYTHON: '/usr/bin/python3.11', PYSPARK_DRIVER_PYTHON: '/usr/bin/python3.11' };

    expect(cluster.Configurations).toEqual([
      {
        Classification: 'spark-hive-site',
        ConfigurationProperties: {
          'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory',
        },
      },
      { Classification: 'spark-env', Configurations: [{ Classification: 'export', ConfigurationProperties: python }] },
    ]);
  });

  test('logs to a folder of the bucket, and may write nowhere else', () => {
    expect(readable(cluster.LogUri)).toBe('s3://<Logs>/elasticmapreduce/');
    expect(statementsOf(template, 'RolesInstances').filter(({ actions }) => actions.includes('s3:PutObject'))).toEqual([
      { actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], resources: ['<Logs.Arn>/elasticmapreduce/*'] },
    ]);
  });

  test('has the tag for EMR managed policies', () => {
    expect(cluster.Tags).toContainEqual({ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' });
  });

  test('has removal policy DESTROY, and depends on roles and security group rules', () => {
    template.hasResource('AWS::EMR::Cluster', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    const [resource] = Object.values(template.findResources('AWS::EMR::Cluster'));
    const ids = (resource as { DependsOn: string[] }).DependsOn.map((id) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(ids).toEqual(
      expect.arrayContaining(['GroupsTcpFromCoreToPrimary', 'RolesInstancesDefaultPolicy', 'RolesServiceDefaultPolicy', 'RolesProfile']),
    );
  });
});

describe('every prop', () => {
  test.each<[string, Options, Record<string, unknown>]>([
    ['clusterName', { clusterName: 'nightly' }, { Name: 'nightly' }],
    ['releaseLabel', { releaseLabel: 'emr-spark-8.1.0' }, { ReleaseLabel: 'emr-spark-8.1.0' }],
    ['stepConcurrency', { stepConcurrency: 5 }, { StepConcurrencyLevel: 5 }],
    ['rootVolumeSize', { rootVolumeSize: Size.gibibytes(50) }, { EbsRootVolumeSize: 50 }],
    ['autoTerminateAfter', { autoTerminateAfter: Duration.minutes(10) }, { AutoTerminationPolicy: { IdleTimeout: 600 } }],
    ['terminationProtection', { terminationProtection: true }, { Instances: expect.objectContaining({ TerminationProtected: true }) }],
    ['keyName', { keyName: 'mine' }, { Instances: expect.objectContaining({ Ec2KeyName: 'mine' }) }],
    ['logsPrefix', { logsPrefix: 'spark' }, { LogUri: { 'Fn::Join': ['', ['s3://', expect.anything(), '/spark/']] } }],
  ])('%s', (_, props, expected) => {
    expect(clusterOf(props)).toMatchObject(expected);
  });

  test('Hive and Trino use the Glue Data Catalog too', () => {
    const { Applications, Configurations } = clusterOf({ applications: ['Hadoop', 'Hive', 'Trino'] });

    expect(Applications).toEqual([{ Name: 'Hadoop' }, { Name: 'Hive' }, { Name: 'Trino' }]);
    expect(Configurations.map(({ Classification }: { Classification: string }) => Classification)).toEqual(['hive-site', 'trino-connector-hive']);
    expect(Configurations[1].ConfigurationProperties).toEqual({ 'hive.metastore': 'glue' });
  });

  test('takes glueCatalog: false and python', () => {
    expect(clusterOf({ glueCatalog: false, python: '/opt/python' }).Configurations).toEqual([
      {
        Classification: 'spark-env',
        Configurations: [
          { Classification: 'export', ConfigurationProperties: { PYSPARK_PYTHON: '/opt/python', PYSPARK_DRIVER_PYTHON: '/opt/python' } },
        ],
      },
    ]);
  });

  test('merges configurations with the defaults, which they override', () => {
    const { Configurations } = clusterOf({
      configurations: [
        { classification: 'spark', properties: { maximizeResourceAllocation: 'true' } },
        { classification: 'spark-hive-site', properties: { 'hive.exec.dynamic.partition': 'true' } },
        { classification: 'spark-env', configurations: [{ classification: 'export', properties: { PYSPARK_PYTHON: '/mine' } }] },
      ],
    });

    expect(Configurations).toEqual([
      {
        Classification: 'spark-hive-site',
        ConfigurationProperties: {
          'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory',
          'hive.exec.dynamic.partition': 'true',
        },
      },
      {
        Classification: 'spark-env',
        Configurations: [
          { Classification: 'export', ConfigurationProperties: { PYSPARK_PYTHON: '/mine', PYSPARK_DRIVER_PYTHON: '/usr/bin/python3.11' } },
        ],
      },
      { Classification: 'spark', ConfigurationProperties: { maximizeResourceAllocation: 'true' } },
    ]);
  });

  test('bootstrapActions are assets, and instances may read each of them', () => {
    const template = clusterWith({
      bootstrapActions: [
        { name: 'packages', script, args: ['boto3'] },
        { name: 'plain', script },
      ],
    });
    const [cluster] = Object.values(template.findResources('AWS::EMR::Cluster'));
    const [first, second] = cluster!.Properties.BootstrapActions;

    expect(first).toMatchObject({ Name: 'packages', ScriptBootstrapAction: { Args: ['boto3'] } });
    expect(readable(first.ScriptBootstrapAction.Path)).toMatch(/^s3:\/\/cdk-hnb659fds-assets-<account>-<region>\/[0-9a-f]{64}\.sh$/);
    expect(second.ScriptBootstrapAction.Args).toEqual([]);
    const reads = statementsOf(template, 'RolesInstances').filter(({ resources }) => resources.some((resource) => resource.includes('cdk-')));
    expect(reads).toHaveLength(1);
    expect(reads[0]?.actions).toEqual(['s3:GetObject']);
    expect(reads[0]?.resources[0]).toMatch(/\/[0-9a-f]{64}\.sh$/);
  });

  test('takes securityConfiguration', () => {
    const template = templateOf((stack) => {
      const needs = clusterNeeds(stack);
      const securityConfiguration = new EmrSecurityConfiguration(stack, 'Security', { roles: needs.roles });
      new EmrCluster(stack, 'Cluster', { ...needs, securityConfiguration });
    });

    expect(readable(Object.values(template.findResources('AWS::EMR::Cluster'))[0]?.Properties.SecurityConfiguration)).toBe('<Security>');
  });

  test('takes removalPolicy', () => {
    clusterWith({ removalPolicy: RemovalPolicy.RETAIN }).hasResource('AWS::EMR::Cluster', { DeletionPolicy: 'Retain' });
  });

  test('takes instance fleets, for which EMR chooses among the subnets', () => {
    expect(clusterOf({ instances: EmrInstances.fleets() }).Instances).toMatchObject({ Ec2SubnetIds: ['subnet-1', 'subnet-2'] });
  });
});

test('grantSteps allows adding, polling and cancelling steps of this cluster', () => {
  const template = templateOf((stack) => new EmrCluster(stack, 'Cluster', clusterNeeds(stack)).grantSteps(granteeIn(stack)));

  expect(statementsOf(template, 'Grantee')).toEqual([
    {
      actions: [
        'elasticmapreduce:AddJobFlowSteps',
        'elasticmapreduce:CancelSteps',
        'elasticmapreduce:DescribeCluster',
        'elasticmapreduce:DescribeStep',
        'elasticmapreduce:ListSteps',
      ],
      resources: ['arn:<partition>:elasticmapreduce:<region>:<account>:cluster/<Cluster>'],
    },
  ]);
});

test('metrics have the cluster as dimension', () => {
  templateOf((stack) => {
    const cluster = new EmrCluster(stack, 'Cluster', clusterNeeds(stack));

    expect(cluster.metricIdle()).toMatchObject({
      namespace: 'AWS/ElasticMapReduce',
      metricName: 'IsIdle',
      dimensions: { JobFlowId: cluster.clusterId },
    });
    expect(cluster.metricFreeMemory({ period: Duration.minutes(1) })).toMatchObject({ metricName: 'YARNMemoryAvailablePercentage' });
    expect(cluster.connections.securityGroups).toHaveLength(2);
    expect(cluster.primaryDnsName).toBeTruthy();
  });
});

test.each<[string, Options, RegExp]>([
  [
    'a release that is past support',
    { releaseLabel: 'emr-6.2.0' },
    /releaseLabel is not a release.*got 'emr-6\.2\.0'.*emr-7\.14\.0, emr-spark-8\.1\.0/,
  ],
  ['no application', { applications: [] }, /applications is not a list of different applications/],
  ['an application twice', { applications: ['Spark', 'Spark'] }, /applications is not a list/],
  ['Hive on Spark 4', { releaseLabel: 'emr-spark-8.1.0', applications: ['Spark', 'Hive'] }, /that emr-spark-8\.1\.0 does not install.*; got Hive;/],
  ['Presto beside Trino', { applications: ['Hadoop', 'Presto', 'Trino'] }, /Presto and Trino cannot be on one cluster/],
  ['Trino without Hadoop', { applications: ['Trino'] }, /Trino alone starts neither YARN nor HDFS/],
  ['no step at a time', { stepConcurrency: 0 }, /stepConcurrency is out of range.*; got 0 steps; allowed: 1 to 256/],
  ['a disk that is too small', { rootVolumeSize: Size.gibibytes(10) }, /rootVolumeSize is out of range.*; got 10 GiB/],
  [
    'an idle time of seconds',
    { autoTerminateAfter: Duration.seconds(30) },
    /autoTerminateAfter is out of range.*; got 30 seconds; allowed: 60 to 604800/,
  ],
  ['an idle time of weeks', { autoTerminateAfter: Duration.days(8) }, /autoTerminateAfter is out of range/],
  ['slashes around the folder of the logs', { logsPrefix: '/logs/' }, /logsPrefix is not the name of a folder/],
  ['an empty key pair', { keyName: '' }, /keyName is empty/],
  [
    'kinds of two architectures',
    { instances: EmrInstances.groups({ core: type('m6i.xlarge') }) },
    /not of one architecture.*; got m7g\.xlarge, m6i\.xlarge/,
  ],
])('refuses %s', (_, props, message) => {
  expect(() => clusterWith(props)).toThrow(message);
});

describe('cdk-nag has no findings', () => {
  test('with defaults', () => {
    expect(findingsOf((stack) => new EmrCluster(stack, 'Cluster', clusterNeeds(stack)))).toEqual([]);
  });

  test('with a key pair, a key and certificates', () => {
    expect(
      findingsOf((stack) => {
        const needs = clusterNeeds(stack);
        const securityConfiguration = new EmrSecurityConfiguration(stack, 'Security', {
          roles: needs.roles,
          diskKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
          certificatesBucket: new PrivateBucket(stack, 'Certificates'),
        });
        new EmrCluster(stack, 'Cluster', { ...needs, securityConfiguration, keyName: 'mine', bootstrapActions: [{ name: 'packages', script }] });
      }),
    ).toEqual([]);
  });
});
