import { Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  EmrServerlessApplication,
  type EmrServerlessApplicationProps,
  EmrServerlessStateMachine,
  type EmrServerlessStateMachineProps,
} from 'stagecraft-constructs/emr';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import { EMR_RELEASES } from 'stagecraft-constructs/versions';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';
import { networkOf } from './surroundings';

type Options = Partial<EmrServerlessApplicationProps>;
const make = (stack: Stack, props: Options = {}) =>
  new EmrServerlessApplication(stack, 'Application', { logsBucket: new PrivateBucket(stack, 'Logs'), ...props });
const applicationWith = (props?: Options) => templateOf((stack) => make(stack, props));
const applicationOf = (props?: Options) => Object.values(applicationWith(props).findResources('AWS::EMRServerless::Application'))[0]?.Properties;

const JOBS = [{ id: 'Sales', name: 'Bakery Sales', entryPoint: 's3://emr-work/sales.py', args: ['--day', '2026-11-21'] }];
const machineWith = (props: Partial<EmrServerlessStateMachineProps> = {}) =>
  templateOf((stack) => new EmrServerlessStateMachine(stack, 'Machine', { application: make(stack), jobs: JOBS, ...props }));

describe('the application', () => {
  test('has Spark on Graviton with the default release, starts automatically, and stops after 15 idle minutes', () => {
    expect(applicationOf()).toMatchObject({
      Type: 'SPARK',
      ReleaseLabel: EMR_RELEASES[0],
      Architecture: 'ARM64',
      MaximumCapacity: { Cpu: '64 vCPU', Memory: '512 GB' },
      AutoStartConfiguration: { Enabled: true },
      AutoStopConfiguration: { Enabled: true, IdleTimeoutMinutes: 15 },
    });
  });

  test('has no pre-initialized workers and no VPC', () => {
    expect(applicationOf().InitialCapacity).toBeUndefined();
    expect(applicationOf().NetworkConfiguration).toBeUndefined();
  });

  test.each<[string, Options, Record<string, unknown>]>([
    ['applicationName', { applicationName: 'bakery' }, { Name: 'bakery' }],
    ['releaseLabel', { releaseLabel: 'emr-spark-8.1.0' }, { ReleaseLabel: 'emr-spark-8.1.0' }],
    ['architecture', { architecture: ec2.InstanceArchitecture.X86_64 }, { Architecture: 'X86_64' }],
    ['maxCpu', { maxCpu: 8 }, { MaximumCapacity: { Cpu: '8 vCPU', Memory: '64 GB' } }],
    ['stopAfter', { stopAfter: Duration.minutes(1) }, { AutoStopConfiguration: { Enabled: true, IdleTimeoutMinutes: 1 } }],
  ])('%s', (_, props, expected) => {
    expect(applicationOf(props)).toMatchObject(expected);
  });

  test('vpc places workers in its private subnets, with a new security group', () => {
    const template = templateOf((stack) => {
      const application = make(stack, { vpc: networkOf(stack) });
      expect(application.connections.securityGroups).toHaveLength(1);
    });
    const [application] = Object.values(template.findResources('AWS::EMRServerless::Application'));

    expect(application?.Properties.NetworkConfiguration.SubnetIds).toEqual(['subnet-1', 'subnet-2']);
    expect(application?.Properties.NetworkConfiguration.SecurityGroupIds.map(readable)).toEqual(['<ApplicationWorkers.GroupId>']);
  });

  test('refuses connections without a VPC', () => {
    templateOf((stack) => expect(() => make(stack).connections).toThrow(/the application is in no network.*give vpc/));
  });

  test('the job role trusts its own application, and may only write logs to one folder', () => {
    const template = applicationWith({ logsPrefix: 'spark' });

    expect(statementsOf(template, 'ApplicationJobs')).toEqual([
      { actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], resources: ['<Logs.Arn>/spark/*'] },
      { actions: ['s3:GetBucketLocation'], resources: ['<Logs.Arn>'] },
      { actions: ['s3:ListBucket'], resources: ['<Logs.Arn>'], conditions: { StringLike: { 's3:prefix': ['spark', 'spark/*'] } } },
    ]);
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
    expect(trust.Principal).toEqual({ Service: 'emr-serverless.amazonaws.com' });
    expect(readable(trust.Condition.ArnLike['aws:SourceArn'])).toBe('<Application.Arn>');
  });

  test('grantRun allows starting, polling and cancelling runs, and passing the job role', () => {
    const template = templateOf((stack) => make(stack).grantRun(granteeIn(stack)));

    expect(statementsOf(template, 'Grantee')).toEqual([
      { actions: ['emr-serverless:StartJobRun'], resources: ['<Application.Arn>'] },
      { actions: ['emr-serverless:CancelJobRun', 'emr-serverless:GetJobRun'], resources: ['<Application.Arn>/jobruns/*'] },
      {
        actions: ['iam:PassRole'],
        resources: ['<ApplicationJobs.Arn>'],
        conditions: { StringEquals: { 'iam:PassedToService': 'emr-serverless.amazonaws.com' } },
      },
    ]);
  });

  test('metrics have the application as dimension', () => {
    templateOf((stack) => {
      const application = make(stack);
      expect(application.metric('RunningJobs')).toMatchObject({
        namespace: 'AWS/EMRServerless',
        dimensions: { ApplicationId: application.applicationId },
      });
    });
  });

  test.each<[string, Options, RegExp]>([
    ['a release that is past support', { releaseLabel: 'emr-6.6.0' }, /releaseLabel is not a release/],
    ['no processor', { maxCpu: 0 }, /maxCpu is out of range.*got 0/],
    ['more than an account has', { maxCpu: 401 }, /maxCpu is out of range/],
    ['half a minute', { stopAfter: Duration.seconds(30) }, /stopAfter is out of range.*got 0\.5 minutes/],
    ['slashes around the folder of the logs', { logsPrefix: 'logs/' }, /logsPrefix is not the name of a folder/],
  ])('refuses %s', (_, props, message) => {
    expect(() => applicationWith(props)).toThrow(message);
  });

  test('refuses a VPC without private subnets with egress', () => {
    expect(() =>
      templateOf((stack) => {
        const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Network', { vpcId: 'vpc-1', availabilityZones: ['a'] });
        make(stack, { vpc });
      }),
    ).toThrow(/subnets are too few.*at least 1 private subnets with a route to the internet/);
  });
});

describe('the state machine', () => {
  const template = machineWith();
  const definitionOf = (made = template) =>
    JSON.parse(readable(Object.values(made.findResources('AWS::StepFunctions::StateMachine'))[0]?.Properties.DefinitionString));
  const jobOf = (made = template) => definitionOf(made).States.Run_Jobs_Parallel.Branches[0].States.Sales;

  test('runs jobs by the optimized integration, and waits for them', () => {
    expect(jobOf()).toMatchObject({
      Resource: 'arn:<partition>:states:::emr-serverless:startJobRun.sync',
      Arguments: {
        ApplicationId: '<Application>',
        ExecutionRoleArn: '<ApplicationJobs.Arn>',
        Name: 'Bakery Sales',
        JobDriver: { SparkSubmit: { EntryPoint: 's3://emr-work/sales.py' } },
        ConfigurationOverrides: { MonitoringConfiguration: { S3MonitoringConfiguration: { LogUri: 's3://<Logs>/emr-serverless/' } } },
        ExecutionTimeoutMinutes: 120,
      },
    });
    expect(definitionOf().States.Read_Input.Assign.Defaults).toEqual({ Sales: ['--day', '2026-11-21'] });
  });

  test('limits four parallel jobs to maxCpu of the application', () => {
    const { SparkSubmitParameters: parameters } = jobOf().Arguments.JobDriver.SparkSubmit;
    const value = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(parameters)?.[1]);

    expect(4 * (value('driver.cores') + value('maxExecutors') * value('executor.cores'))).toBeLessThanOrEqual(64);
  });

  test('takes sparkParameters and jobTimeout', () => {
    const job = jobOf(machineWith({ sparkParameters: '--conf a=b', jobTimeout: Duration.minutes(10) }));

    expect(job.Arguments).toMatchObject({ ExecutionTimeoutMinutes: 10, JobDriver: { SparkSubmit: { SparkSubmitParameters: '--conf a=b' } } });
  });

  test('may run jobs of the application, and watch one event rule', () => {
    const own = statementsOf(template, 'MachineRole').filter(({ actions }) => !/^(logs|xray):/.test(actions[0]!));

    expect(own.map(({ actions }) => actions)).toEqual([
      ['emr-serverless:StartJobRun'],
      ['emr-serverless:CancelJobRun', 'emr-serverless:GetJobRun'],
      ['iam:PassRole'],
      ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
    ]);
    expect(own.at(-1)?.resources).toEqual(['arn:<partition>:events:<region>:<account>:rule/StepFunctionsGetEventsForEMRServerlessJobRule']);
  });

  test('refuses an empty list of jobs', () => {
    expect(() => machineWith({ jobs: [] })).toThrow(/jobs is not a list of named jobs/);
  });
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new EmrServerlessStateMachine(stack, 'Machine', { application: make(stack), jobs: JOBS }))).toEqual([]);
});
