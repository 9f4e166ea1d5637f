import type { IoMessage, IoRequest } from '@aws-cdk/toolkit-lib';
import { causes, TaskHost } from '../../lib/deployment/toolkit';
import { recordingTask } from '../support/task';

const message = (parts: Partial<IoMessage<unknown>>) =>
  ({ time: new Date(0), level: 'info', action: 'deploy', message: '', data: undefined, ...parts }) as IoMessage<unknown>;
const activity = (event: object, metadata?: object) =>
  message({
    code: 'CDK_TOOLKIT_I5502',
    data: {
      event: { StackName: 'work', LogicalResourceId: 'Data', ResourceType: 'AWS::S3::Bucket', ...event },
      metadata,
      progress: { formatted: ' 1/5 ' },
    },
  });

function host() {
  const task = recordingTask();
  return { task, host: new TaskHost(task) };
}

test('prints a stack event on one line, with the construct path if known', async () => {
  const { task, host: it } = host();
  await it.notify(activity({ ResourceStatus: 'CREATE_COMPLETE' }, { constructPath: 'toy/work/Data' }));
  await it.notify(activity({ ResourceStatus: 'CREATE_IN_PROGRESS', ResourceStatusReason: '' }));
  expect(task.lines).toEqual(['work 1/5 CREATE_COMPLETE AWS::S3::Bucket toy/work/Data', 'work 1/5 CREATE_IN_PROGRESS AWS::S3::Bucket Data']);
  expect(it.current).toBe('work');
});

test('records a failed resource with reason and construct, and skips failed stacks', async () => {
  const { task, host: it } = host();
  await it.notify(activity({ ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'name is taken' }, { constructPath: 'toy/work/Data' }));
  await it.notify(activity({ ResourceStatus: 'UPDATE_FAILED' }));
  await it.notify(activity({ ResourceStatus: 'CREATE_FAILED', ResourceType: 'AWS::CloudFormation::Stack' }));
  expect(task.lines[0]).toBe('work 1/5 CREATE_FAILED AWS::S3::Bucket toy/work/Data: name is taken');
  expect(it.failures).toEqual([
    { stack: 'work', logicalId: 'Data', type: 'AWS::S3::Bucket', status: 'CREATE_FAILED', reason: 'name is taken', path: 'toy/work/Data' },
    { stack: 'work', logicalId: 'Data', type: 'AWS::S3::Bucket', status: 'UPDATE_FAILED', reason: 'no reason from CloudFormation', path: undefined },
  ]);
});

test('prints warnings and uploads on one line, and nothing else', async () => {
  const { task, host: it } = host();
  await it.notify(message({ level: 'warn', message: '\nmind the gap\nand more' }));
  await it.notify(message({ code: 'CDK_ASSETS_I5271', message: 'work: start: Publishing code.zip' }));
  await it.notify(message({ code: 'CDK_ASSETS_I5275', message: 'work: check: Check s3://somewhere' }));
  await it.notify(message({ message: 'chatter' }));
  await it.notify(message({ level: 'warn', message: '  ' }));
  expect(task.lines).toEqual(['mind the gap', 'work: start: Publishing code.zip']);
});

test("answers the toolkit's questions with its default", async () => {
  const { host: it } = host();
  await expect(it.requestResponse({ ...message({}), defaultResponse: true, code: 'CDK_TOOLKIT_I5060' } as IoRequest<unknown, boolean>)).resolves.toBe(
    true,
  );
});

test('hides cancelled resources, unless there is no other failure', () => {
  const failed = { stack: 'work', logicalId: 'A', type: 'T', status: 'CREATE_FAILED', reason: 'name is taken' };
  const cancelled = { ...failed, logicalId: 'B', reason: 'Resource creation cancelled' };
  expect(causes([cancelled, failed])).toEqual([failed]);
  expect(causes([cancelled])).toEqual([cancelled]);
});
