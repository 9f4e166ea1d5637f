import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { compare } from '../../lib/deployment/compare';
import { nextCommands, planDeployment } from '../../lib/deployment/plan';
import type { LoadedScenario } from '../../lib/scenarios/load';
import type { Synthesized } from '../../lib/scenarios/synthesize';
import { FakeCloud } from '../support/fake-cloud';
import { recordingTask } from '../support/task';
import { toy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/compare');
const comparing = jest.mocked(compare);
beforeEach(() => comparing.mockReset());

const stacks = [
  {
    stackName: 'toy-store',
    template: { Resources: { A: { Type: 'AWS::S3::Bucket' }, B: { Type: 'AWS::S3::Bucket' }, C: { Type: 'AWS::Glue::Database' } } },
  },
  { stackName: 'toy-work', template: {} },
] as unknown as readonly CloudFormationStackArtifact[];
const loaded = { entry: {}, scenario: toy, stage: 'dev', config: {} } as unknown as LoadedScenario;

const plan = (cloud: FakeCloud, endpoint?: string) =>
  planDeployment(
    {
      loaded,
      synthesized: { stacks } as Synthesized,
      aws: cloud.aws({ target: { ...cloud.target, endpoint } }),
      account: cloud.account(),
      next: nextCommands('toy', 'dev', {}),
    },
    recordingTask(),
  );

test('a first deployment creates every stack, counts resources by type, and compares nothing', async () => {
  const cloud = new FakeCloud();
  await expect(plan(cloud)).resolves.toEqual({
    scenario: 'toy',
    stage: 'dev',
    target: { ...cloud.target, endpoint: undefined },
    idle: 'nothing',
    stacks: [
      { name: 'toy-store', action: 'create', now: 'not deployed', resources: { 'AWS::S3::Bucket': 2, 'AWS::Glue::Database': 1 }, changes: [] },
      { name: 'toy-work', action: 'create', now: 'not deployed', resources: {}, changes: [] },
    ],
  });
  expect(comparing).not.toHaveBeenCalled();
});

test('compares existing stacks: lists changes with replacements, and unchanged ones', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store');
  cloud.addStack('toy-work', { status: 'UPDATE_ROLLBACK_COMPLETE' });
  const changes = [{ logicalId: 'A', type: 'AWS::S3::Bucket', change: 'replace' as const }];
  comparing.mockResolvedValue([
    { stack: 'toy-store', differs: true, changes, text: '' },
    { stack: 'toy-work', differs: false, changes: [], text: '' },
  ]);
  expect((await plan(cloud)).stacks).toMatchObject([
    { name: 'toy-store', action: 'update', changes },
    { name: 'toy-work', action: 'none', now: 'the last update failed and was undone' },
  ]);
});

test.each([
  ['ROLLBACK_COMPLETE', 'recreate'],
  ['ROLLBACK_FAILED', 'recreate'],
  ['REVIEW_IN_PROGRESS', 'create'],
])('a stack that is %s will be %sd', async (status, action) => {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store', { status });
  expect((await plan(cloud)).stacks[0]).toMatchObject({ action });
});

test.each(['CREATE_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED'])('refuses a stack that is %s, with advice', async (status) => {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store', { status, reason: 'because' });
  await expect(plan(cloud)).rejects.toThrow(
    new RegExp(`stack toy-store cannot be deployed to: .*; got ${status}, because; stagecraft destroy toy, then stagecraft deploy toy`),
  );
});

test.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
  'a stack that is %s is refused for now',
  async (status) => {
    const cloud = new FakeCloud();
    cloud.addStack('toy-work', { status });
    await expect(plan(cloud)).rejects.toThrow(/CloudFormation is working on stack toy-work; .*stagecraft status toy shows when it is done/);
  },
);

test("refuses another owner's stack of the same name", async () => {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store', { tagged: false });
  await expect(plan(cloud)).rejects.toThrow(/a stack toy-store exists that does not have the tags of this scenario.*choose another --stage/);
});

test('refuses resource types that the endpoint lacks, and skips the check on AWS', async () => {
  const cloud = new FakeCloud();
  cloud.unknownTypes = ['AWS::Glue::Database'];
  await expect(plan(cloud, 'http://127.0.0.1:4566')).rejects.toThrow(
    /http:\/\/127\.0\.0\.1:4566 lacks 1 of the 2 resource types of this scenario; got AWS::Glue::Database/,
  );
  await expect(plan(cloud)).resolves.toBeDefined();
});

test('suggested commands repeat stage, profile and region', () => {
  expect(nextCommands('toy', 'blue', { profile: 'work', region: 'eu-central-1' }).destroy).toBe(
    'stagecraft destroy toy --stage blue --profile work --region eu-central-1',
  );
  expect(nextCommands('toy', 'dev', {}).status).toBe('stagecraft status toy');
});
