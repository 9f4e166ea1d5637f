import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  EmrCluster,
  EmrRoles,
  EmrSecurityConfiguration,
  EmrSecurityGroups,
  EmrServerlessApplication,
  EmrServerlessStateMachine,
  grantReadBucket,
} from 'stagecraft-constructs/emr';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { granteeIn, readable, statementsOf, templateOf } from '../../support/synth';
import { networkOf } from './surroundings';

const roleIn = (stack: Stack, name: string) => iam.Role.fromRoleArn(stack, name, `arn:aws:iam::${stack.account}:role/${name}`);

const rolesIn = (stack: Stack) =>
  EmrRoles.fromEmrRolesAttributes(stack, 'Roles', {
    serviceRole: roleIn(stack, 'emr'),
    instanceRole: roleIn(stack, 'nodes'),
    instanceProfile: iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'nodes-profile'),
  });

const groupsIn = (stack: Stack) =>
  EmrSecurityGroups.fromEmrSecurityGroupsAttributes(stack, 'Groups', {
    primary: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Primary', 'sg-primary'),
    core: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Core', 'sg-core'),
    serviceAccess: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Access', 'sg-access'),
    subnets: networkOf(stack).privateSubnets,
  });

test('a cluster takes existing roles, security groups and a security configuration', () => {
  const template = templateOf(
    (stack) =>
      new EmrCluster(stack, 'Cluster', {
        roles: rolesIn(stack),
        securityGroups: groupsIn(stack),
        securityConfiguration: EmrSecurityConfiguration.fromEmrSecurityConfigurationAttributes(stack, 'Security', {
          securityConfigurationName: 'imds-v2',
          encryptsDisks: true,
          encryptsTraffic: false,
        }),
        logsBucket: new PrivateBucket(stack, 'Logs'),
      }),
  );

  template.hasResourceProperties('AWS::EMR::Cluster', {
    ServiceRole: 'emr',
    JobFlowRole: 'nodes-profile',
    SecurityConfiguration: 'imds-v2',
    Instances: {
      Ec2SubnetId: 'subnet-1',
      EmrManagedMasterSecurityGroup: 'sg-primary',
      EmrManagedSlaveSecurityGroup: 'sg-core',
      ServiceAccessSecurityGroup: 'sg-access',
    },
  });
  template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
});

test('a client is allowed by existing security groups of primary and core nodes', () => {
  const template = templateOf((stack) => {
    groupsIn(stack).connections.allowFrom(ec2.Peer.ipv4('203.0.113.7/32'), ec2.Port.tcp(8443));
  });

  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
  expect(rules.map(({ Properties }) => Properties.GroupId).sort()).toEqual(['sg-core', 'sg-primary']);
});

test('grants to existing roles go to the instance role', () => {
  const template = templateOf((stack) => grantReadBucket(new PrivateBucket(stack, 'Raw'), rolesIn(stack)));

  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  expect(policy?.Properties.Roles).toEqual(['nodes']);
  expect(statementsOf(template).map(({ actions }) => actions)).toEqual([['s3:GetObject'], ['s3:GetBucketLocation', 's3:ListBucket']]);
});

test('grantPass of existing roles allows passing each to its service', () => {
  const template = templateOf((stack) => rolesIn(stack).grantPass(granteeIn(stack)));

  expect(statementsOf(template)).toEqual([
    {
      actions: ['iam:PassRole'],
      resources: ['arn:aws:iam::<account>:role/emr'],
      conditions: { StringEquals: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com' } },
    },
    {
      actions: ['iam:PassRole'],
      resources: ['arn:aws:iam::<account>:role/nodes'],
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  ]);
});

test('a security configuration allows existing roles to use diskKey', () => {
  const template = templateOf(
    (stack) => new EmrSecurityConfiguration(stack, 'Security', { roles: rolesIn(stack), diskKey: new kms.Key(stack, 'Key') }),
  );

  const attached = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.Roles as string[]);
  expect(attached.sort()).toEqual(['emr', 'nodes']);
});

test('a state machine runs jobs of an existing application, with its role and its log folder', () => {
  const template = templateOf((stack) => {
    const application = EmrServerlessApplication.fromEmrServerlessApplicationAttributes(stack, 'Application', {
      applicationId: '00f1a2b3',
      role: roleIn(stack, 'jobs'),
      logUri: 's3://logs/spark/',
    });
    new EmrServerlessStateMachine(stack, 'Machine', {
      application,
      jobs: [{ id: 'Sales', name: 'Sales', entryPoint: 's3://code/sales.py', args: [] }],
    });
  });

  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const definition = JSON.parse(readable(machine?.Properties.DefinitionString));
  expect(definition.States.Run_Jobs_Parallel.Branches[0].States.Sales.Arguments).toMatchObject({
    ApplicationId: '00f1a2b3',
    ExecutionRoleArn: 'arn:aws:iam::<account>:role/jobs',
    ConfigurationOverrides: { MonitoringConfiguration: { S3MonitoringConfiguration: { LogUri: 's3://logs/spark/' } } },
  });
  expect(statementsOf(template, 'MachineRole')).toEqual(
    expect.arrayContaining([
      { actions: ['emr-serverless:StartJobRun'], resources: ['arn:<partition>:emr-serverless:<region>:<account>:/applications/00f1a2b3'] },
      expect.objectContaining({ actions: ['iam:PassRole'], resources: ['arn:aws:iam::<account>:role/jobs'] }),
    ]),
  );
});
