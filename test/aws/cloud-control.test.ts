import { CloudControlClient, GetResourceCommand, GetResourceRequestStatusCommand, UpdateResourceCommand } from '@aws-sdk/client-cloudcontrol';
import { mockClient } from 'aws-sdk-client-mock';
import { cloudControlVerbs } from '../../lib/aws/cloud-control';
import { recordingTask } from '../support/task';

const mock = mockClient(CloudControlClient);
const cloudControl = cloudControlVerbs(new CloudControlClient({ region: 'eu-central-1' }), { pollMs: 0 });
const named = (name: string, more: object = {}) => Object.assign(new Error(`${name} from AWS`), { name, ...more });

beforeEach(() => {
  mock.reset();
});

test('a resource that is there comes with its properties', async () => {
  mock.on(GetResourceCommand).resolves({ ResourceDescription: { Identifier: 'hub', Properties: '{"BucketName":"hub"}' } });

  await expect(cloudControl.resource('AWS::S3::Bucket', 'hub')).resolves.toEqual({ state: 'present', properties: { BucketName: 'hub' } });
  expect(mock.commandCalls(GetResourceCommand)[0]?.args[0].input).toEqual({ TypeName: 'AWS::S3::Bucket', Identifier: 'hub' });
});

test('a resource that the service does not know is absent', async () => {
  mock.on(GetResourceCommand).rejects(named('ResourceNotFoundException'));

  await expect(cloudControl.resource('AWS::S3::Bucket', 'hub')).resolves.toEqual({ state: 'absent' });
});

test.each([
  ['a type without a read handler', named('UnsupportedActionException'), 'Cloud Control cannot read AWS::EMR::Cluster'],
  ['a type that the region lacks', named('TypeNotFoundException'), 'Cloud Control cannot read AWS::EMR::Cluster'],
  ['an endpoint that does not know the operation', named('UnknownOperationException'), 'this endpoint has no Cloud Control'],
  ['an endpoint that does not know the action', named('InvalidAction'), 'this endpoint has no Cloud Control'],
  ['an endpoint that answers 501', named('Unknown', { $metadata: { httpStatusCode: 501 } }), 'this endpoint has no Cloud Control'],
])('%s is neither there nor absent', async (_, error, reason) => {
  mock.on(GetResourceCommand).rejects(error);

  await expect(cloudControl.resource('AWS::EMR::Cluster', 'j-1')).resolves.toEqual({ state: 'unknown', reason });
});

test.each(['AccessDeniedException', 'ThrottlingException', 'GeneralServiceException', 'HandlerInternalFailureException'])(
  'a refusal such as %s is thrown, and is no answer',
  async (name) => {
    mock.on(GetResourceCommand).rejects(named(name));

    await expect(cloudControl.resource('AWS::S3::Bucket', 'hub')).rejects.toThrow(name);
  },
);

test('an update sets the properties and is waited for', async () => {
  mock.on(UpdateResourceCommand).resolves({ ProgressEvent: { RequestToken: 'r-1', OperationStatus: 'IN_PROGRESS' } });
  mock
    .on(GetResourceRequestStatusCommand, { RequestToken: 'r-1' })
    .resolvesOnce({ ProgressEvent: { OperationStatus: 'IN_PROGRESS' } })
    .resolves({ ProgressEvent: { OperationStatus: 'SUCCESS' } });

  await cloudControl.update('AWS::RDS::DBInstance', 'pagila', { '/DeletionProtection': false }, recordingTask());

  const { PatchDocument, ...input } = mock.commandCalls(UpdateResourceCommand)[0]?.args[0].input ?? {};
  expect(input).toEqual({ TypeName: 'AWS::RDS::DBInstance', Identifier: 'pagila' });
  expect(JSON.parse(PatchDocument ?? '')).toEqual([{ op: 'add', path: '/DeletionProtection', value: false }]);
  expect(mock.commandCalls(GetResourceRequestStatusCommand)).toHaveLength(2);
});

test.each([
  ['with its reason', { OperationStatus: 'FAILED', StatusMessage: 'the instance is being modified' }, 'the instance is being modified'],
  ['with its code, when it gives no reason', { OperationStatus: 'FAILED', ErrorCode: 'NotUpdatable' }, 'NotUpdatable'],
  ['with its state, when it was cancelled', { OperationStatus: 'CANCEL_COMPLETE' }, 'CANCEL_COMPLETE'],
] as const)('an update that fails is refused %s', async (_, event, got) => {
  mock.on(UpdateResourceCommand).resolves({ ProgressEvent: { RequestToken: 'r-1' } });
  mock.on(GetResourceRequestStatusCommand).resolves({ ProgressEvent: event });

  await expect(cloudControl.update('AWS::RDS::DBInstance', 'pagila', {}, recordingTask())).rejects.toThrow(
    `AWS::RDS::DBInstance pagila was not changed; got ${got}`,
  );
});
