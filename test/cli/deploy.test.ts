import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployCommand } from '../../lib/cli/deploy';
import { compare } from '../../lib/deployment/compare';
import { deployStacks } from '../../lib/deployment/deploy-stacks';
import { surroundings } from '../../lib/deployment/surroundings';
import { AbortError } from '../../lib/errors';
import { FakeCloud, made } from '../support/fake-cloud';
import { recordingUi } from '../support/recording-ui';
import { bareAccount, surroundingsOf, usedAccount } from '../support/toy-account';
import { registerToy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/surroundings');
jest.mock('../../lib/deployment/deploy-stacks');
jest.mock('../../lib/deployment/compare');
// CloudFormation's validator takes seconds; deploy-checks.slow.test.ts has it.
jest.mock('../../lib/actions/validate', () => ({ requireValid: async () => {} }));
const deploying = jest.mocked(deployStacks);
const comparing = jest.mocked(compare);

beforeAll(() => registerToy());
beforeEach(() => {
  deploying.mockReset().mockResolvedValue([
    { name: 'toy-store', outputs: { bucket: 'toy-bucket', ExportsOutputRefData: 'toy-bucket' } },
    { name: 'toy-work', outputs: { worker: 'toy-worker' } },
  ]);
  comparing.mockReset();
});

async function deploy(cloud: FakeCloud, ...flags: string[]) {
  jest.mocked(surroundings).mockResolvedValue(surroundingsOf(cloud));
  const questions: [string, boolean][] = [];
  const ui = { ...recordingUi(), confirm: async (question: string, { yes }: { yes: boolean }) => void questions.push([question, yes]) };
  await deployCommand(ui).parseAsync(['toy', ...flags], { from: 'user' });
  return { ui, questions };
}

test('shows account, region, resources and idle cost before the confirmation', async () => {
  const { questions } = await deploy(bareAccount());
  expect(questions).toEqual([
    [
      [
        'toy, stage dev',
        'account 111122223333, region eu-central-1, as arn:aws:iam::111122223333:user/tester',
        '  toy-store will be created (not deployed)',
        '       1  AWS::S3::Bucket',
        '       1  AWS::Glue::Database',
        '       2  AWS::SSM::Parameter',
        '  toy-work will be created (not deployed)',
        '       1  AWS::IAM::Role',
        '       1  AWS::Lambda::Function',
        '       2  AWS::SSM::Parameter',
        'cost while idle: nothing',
      ].join('\n'),
      false,
    ],
  ]);
});

test('prints stacks with their outputs, without cross-stack exports', async () => {
  const cloud = usedAccount();
  comparing.mockResolvedValue([]);
  const { ui } = await deploy(cloud, '--yes');
  expect(ui.texts).toEqual([
    [
      'toy is deployed to account 111122223333 in eu-central-1 (1.5 s)',
      '  toy-store  CREATE_COMPLETE',
      '    bucket  toy-bucket',
      '  toy-work  CREATE_COMPLETE',
      '    worker  toy-worker',
    ].join('\n'),
  ]);
  expect(ui.values).toMatchObject([{ scenario: 'toy', stage: 'dev', account: '111122223333', seconds: 1.5 }]);
});

test('lists replacements and deletions', async () => {
  comparing.mockResolvedValue([
    {
      stack: 'toy-store',
      differs: true,
      text: '',
      changes: [
        { logicalId: 'Data', type: 'AWS::S3::Bucket', change: 'replace' },
        { logicalId: 'Catalog', type: 'AWS::Glue::Database', change: 'may-replace' },
        { logicalId: 'Old', type: 'AWS::SSM::Parameter', change: 'remove' },
      ],
    },
    { stack: 'toy-work', differs: false, text: '', changes: [] },
  ]);
  const [[question]] = (await deploy(usedAccount(), '--allow-replacement')).questions as [[string, boolean]];
  expect(question).toContain('toy-store will be updated (created)\n       1  replace AWS::S3::Bucket');
  expect(question).toContain('    replaces AWS::S3::Bucket Data\n    may replace AWS::Glue::Database Catalog\n    deletes AWS::SSM::Parameter Old');
  expect(question).toContain('toy-work is unchanged (created)');
});

test('an update that loses data is refused before the question, and named in the plan', async () => {
  const changes = [{ logicalId: 'Data', type: 'AWS::S3::Bucket', change: 'replace' as const }];
  comparing.mockResolvedValue([{ stack: 'toy-store', differs: true, text: '', changes }]);
  const account = usedAccount();
  account.stacks.get('toy-store')?.resources.splice(0, 1, { ...made('AWS::S3::Bucket', 'toy-bucket'), logicalId: 'Data' });
  await expect(deploy(account, '--yes')).rejects.toThrow(/data would be lost; got replaces AWS::S3::Bucket Data of toy-store/);
  expect(deploying).not.toHaveBeenCalled();
  const { ui } = await deploy(account, '--plan');
  expect(ui.texts[0]).toContain('data is lost: replaces AWS::S3::Bucket Data of toy-store');
});

test('--plan shows the plan with its checks, deploys nothing and does not ask', async () => {
  const account = bareAccount();
  account.buckets.set('toy-bucket', 0);
  const { ui, questions } = await deploy(account, '--plan');
  expect(ui.texts[0]).toMatch(/toy-store will be created.*\nrefused: names: taken already: AWS::S3::Bucket toy-bucket\n {4}choose another --stage/s);
  expect(ui.values).toMatchObject([
    { scenario: 'toy', checks: expect.arrayContaining([expect.objectContaining({ state: 'refused', subject: 'names' })]), exposed: [], losses: [] },
  ]);
  expect(questions).toEqual([]);
  expect(deploying).not.toHaveBeenCalled();
});

test('a check that fails is refused before the question', async () => {
  const account = bareAccount();
  account.buckets.set('toy-bucket', 0);
  await expect(deploy(account, '--yes')).rejects.toThrow(
    /1 check before the deployment failed; got names: taken already: AWS::S3::Bucket toy-bucket/,
  );
  expect(deploying).not.toHaveBeenCalled();
});

test('does not ask when nothing changes', async () => {
  comparing.mockResolvedValue(['toy-store', 'toy-work'].map((stack) => ({ stack, differs: false, text: '', changes: [] })));
  expect((await deploy(usedAccount())).questions).toMatchObject([[expect.anything(), true]]);
});

test('deploys nothing when declined', async () => {
  jest.mocked(surroundings).mockResolvedValue(surroundingsOf(bareAccount()));
  const no = { ...recordingUi(), confirm: async () => Promise.reject(new AbortError({ problem: 'declined', fix: 'say yes' })) };
  await expect(deployCommand(no).parseAsync(['toy'], { from: 'user' })).rejects.toThrow('declined');
  expect(deploying).not.toHaveBeenCalled();
});

test('refuses an account that is not bootstrapped before the confirmation', async () => {
  await expect(deploy(new FakeCloud())).rejects.toThrow(/not bootstrapped/);
  expect(deploying).not.toHaveBeenCalled();
});

test('refuses an account other than --account', async () => {
  await expect(deploy(bareAccount(), '--account', '999999999999')).rejects.toThrow(/these credentials belong to another account/);
});

test('--outputs writes the stack outputs, and reports a failure to write', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'outputs-')), 'outputs.json');
  await deploy(bareAccount(), '--yes', '--outputs', file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ 'toy-store': { bucket: 'toy-bucket' }, 'toy-work': { worker: 'toy-worker' } });
  await expect(deploy(bareAccount(), '--yes', '--outputs', join(file, 'below'))).rejects.toThrow(
    /the scenario is deployed, but its outputs cannot be written/,
  );
});
