import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { stackControl } from '../../lib/deployment/stack-control';
import { named } from '../support/fake-cloud';

const cloudformation = mockClient(CloudFormationClient);
const control = stackControl(new CloudFormationClient({}));
beforeEach(() => cloudformation.reset());

const STACK = { ResourceType: 'AWS::CloudFormation::Stack', StackId: 'id', PhysicalResourceId: 'id' };
const failedEvent = (LogicalResourceId: string, ResourceStatusReason?: string) => ({
  StackId: 'id',
  EventId: LogicalResourceId,
  StackName: 'work',
  Timestamp: new Date(0),
  ResourceType: 'AWS::S3::Bucket',
  ResourceStatus: 'CREATE_FAILED' as const,
  LogicalResourceId,
  ResourceStatusReason,
});
const stackEvent = (ResourceStatus: 'CREATE_IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS' | 'CREATE_FAILED') => ({
  ...failedEvent('work'),
  ...STACK,
  ResourceStatus,
});

test('removes a stack', async () => {
  await control.remove('work');
  expect(cloudformation.commandCalls(DeleteStackCommand)[0]?.args[0].input).toEqual({ StackName: 'work' });
});

describe('failures', () => {
  test('are those of the last operation only, oldest first, over all pages', async () => {
    cloudformation
      .on(DescribeStackEventsCommand)
      .resolvesOnce({ StackEvents: [stackEvent('ROLLBACK_IN_PROGRESS'), failedEvent('Second', 'cancelled')], NextToken: 'more' })
      .resolvesOnce({ StackEvents: [failedEvent('First', 'name is taken'), stackEvent('CREATE_IN_PROGRESS'), failedEvent('Earlier')] });
    expect((await control.failures('work')).map(({ logicalId, reason }) => [logicalId, reason])).toEqual([
      ['First', 'name is taken'],
      ['Second', 'cancelled'],
    ]);
    expect(cloudformation.commandCalls(DescribeStackEventsCommand)[1]?.args[0].input).toMatchObject({ NextToken: 'more' });
  });

  test('without a reason are reported as such', async () => {
    cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [failedEvent('Data')] });
    await expect(control.failures('work')).resolves.toMatchObject([
      { type: 'AWS::S3::Bucket', status: 'CREATE_FAILED', reason: 'no reason from CloudFormation' },
    ]);
  });

  test('are none when the stack does not exist', async () => {
    const missing = named('ValidationError', 'Stack [work] does not exist');
    cloudformation.on(DescribeStackEventsCommand).rejects(missing).on(DescribeEventsCommand).rejects(missing);
    await expect(control.failures('work')).resolves.toEqual([]);
  });

  test('are validation errors of the newest operation when CloudFormation changed nothing', async () => {
    const objection = { EventType: 'VALIDATION_ERROR' as const, LogicalResourceId: 'Data', ResourceType: 'AWS::S3::Bucket' };
    cloudformation
      .on(DescribeStackEventsCommand)
      .resolves({ StackEvents: [stackEvent('CREATE_FAILED'), stackEvent('CREATE_IN_PROGRESS')] })
      .on(DescribeEventsCommand)
      .resolves({
        OperationEvents: [
          { ...objection, OperationId: 'new', ValidationStatusReason: 'already exists' },
          { OperationId: 'new', EventType: 'PROVISIONING_ERROR' },
          { ...objection, OperationId: 'old', ValidationStatusReason: 'long mended' },
        ],
      });
    await expect(control.failures('work')).resolves.toEqual([
      { stack: 'work', logicalId: 'Data', type: 'AWS::S3::Bucket', status: 'VALIDATION_FAILED', reason: 'already exists' },
    ]);
  });

  test('an error of the whole template names no resource', async () => {
    cloudformation
      .on(DescribeStackEventsCommand)
      .resolves({ StackEvents: [{ ...failedEvent('Data'), ResourceStatus: undefined }] })
      .on(DescribeEventsCommand)
      .resolves({ OperationEvents: [{ EventType: 'VALIDATION_ERROR', ValidationStatusReason: 'too many outputs' }] });
    await expect(control.failures('work')).resolves.toEqual([
      { stack: 'work', logicalId: '', type: '', status: 'VALIDATION_FAILED', reason: 'too many outputs' },
    ]);
  });

  test('are none at an endpoint without operation events', async () => {
    cloudformation.on(DescribeStackEventsCommand).resolves({}).on(DescribeEventsCommand).rejects(named('InvalidAction'));
    await expect(control.failures('work')).resolves.toEqual([]);
  });

  test('other errors are passed on', async () => {
    cloudformation.on(DescribeStackEventsCommand).rejects(named('AccessDenied', 'not allowed'));
    await expect(control.failures('work')).rejects.toThrow('not allowed');
  });
});

describe('unknownTypes', () => {
  test('are those that the endpoint rejects, tested without properties', async () => {
    cloudformation
      .on(ValidateTemplateCommand)
      .rejects(named('ValidationError', 'Template format error: Unrecognized resource types: [AWS::QuickSight::DataSet, AWS::MSK::Topic]'));
    await expect(control.unknownTypes(['AWS::S3::Bucket', 'AWS::MSK::Topic', 'AWS::QuickSight::DataSet'])).resolves.toEqual([
      'AWS::QuickSight::DataSet',
      'AWS::MSK::Topic',
    ]);
    const { TemplateBody = '' } = cloudformation.commandCalls(ValidateTemplateCommand)[0]?.args[0].input ?? {};
    expect(Object.values(JSON.parse(TemplateBody).Resources)).toContainEqual({ Type: 'AWS::MSK::Topic' });
  });

  test('are none when the endpoint knows all', async () => {
    cloudformation.on(ValidateTemplateCommand).resolves({});
    await expect(control.unknownTypes(['AWS::S3::Bucket'])).resolves.toEqual([]);
  });

  test('passes on any other error', async () => {
    cloudformation.on(ValidateTemplateCommand).rejects(named('AccessDenied', 'not allowed'));
    await expect(control.unknownTypes(['AWS::S3::Bucket'])).rejects.toThrow('not allowed');
  });
});
