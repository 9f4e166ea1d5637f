import { destroyCommand } from '../../lib/cli/destroy';
import { surroundings } from '../../lib/deployment/surroundings';
import { AbortError } from '../../lib/errors';
import { type FakeCloud, named } from '../support/fake-cloud';
import { recordingUi } from '../support/recording-ui';
import { bareAccount, surroundingsOf, usedAccount } from '../support/toy-account';
import { registerToy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/surroundings');
beforeAll(() => registerToy());

async function destroy(cloud: FakeCloud, ...flags: string[]) {
  jest.mocked(surroundings).mockResolvedValue(surroundingsOf(cloud));
  const questions: string[] = [];
  const ui = { ...recordingUi(), confirm: async (question: string) => void questions.push(question) };
  const ended = await destroyCommand(ui)
    .parseAsync(['toy', ...flags], { from: 'user' })
    .then(() => undefined)
    .catch((error: Error) => error);
  return { ui, questions, ended };
}

test('--plan shows stacks, resources and orphaned resources, and changes nothing', async () => {
  const cloud = usedAccount();
  const { ui, questions, ended } = await destroy(cloud, '--plan');
  expect(ended).toBeUndefined();
  expect(ui.texts[0]).toBe(
    [
      'toy, stage dev',
      'account 111122223333, region eu-central-1, as arn:aws:iam::111122223333:user/tester',
      '',
      'stack toy-work, CREATE_COMPLETE, 1 resources',
      'type                   name',
      'AWS::Lambda::Function  toy-worker',
      '',
      'stack toy-store, CREATE_COMPLETE, 2 resources',
      'type                 name',
      'AWS::Glue::Database  toy_catalog',
      'AWS::S3::Bucket      toy-bucket',
      '',
      'orphaned resources, created by services',
      'count  what',
      '    1  log group /aws/lambda/toy-worker',
      '    2  objects of bucket toy-bucket',
    ].join('\n'),
  );
  expect(ui.values[0]).toMatchObject({ anything: true, stacks: [{ name: 'toy-work' }, { name: 'toy-store' }] });
  expect(questions).toEqual([]);
  expect(cloud.changes).toEqual([]);
});

test('shows the plan, asks, destroys everything and ends with the proof', async () => {
  const { ui, questions, ended } = await destroy(usedAccount());
  expect(questions[0]).toMatch(/^toy, stage dev\naccount 111122223333[\s\S]*\n\nAll of this will be deleted\.$/);
  expect(ended).toBeUndefined();
  expect(ui.texts[0]).toBe(
    [
      'stopped the toy',
      'removed 2 from objects of bucket toy-bucket',
      'removed 1 from log group /aws/lambda/toy-worker',
      'deleted stack toy-work',
      'deleted stack toy-store',
      'nothing left of toy in account 111122223333, eu-central-1, 3 resources looked up and gone (1.5 s)',
    ].join('\n'),
  );
});

test('destroys nothing when declined', async () => {
  const cloud = usedAccount();
  jest.mocked(surroundings).mockResolvedValue(surroundingsOf(cloud));
  const no = { ...recordingUi(), confirm: async () => Promise.reject(new AbortError({ problem: 'declined', fix: 'say yes' })) };
  await expect(destroyCommand(no).parseAsync(['toy'], { from: 'user' })).rejects.toThrow('declined');
  expect(cloud.changes).toEqual([]);
});

test('nothing deployed: reports it without asking, after the proof', async () => {
  const { ui, questions, ended } = await destroy(bareAccount());
  expect(ended).toBeUndefined();
  expect(questions).toEqual([]);
  expect(ui.texts[0]).toBe('nothing to destroy: toy is not in account 111122223333, eu-central-1');
  expect((await destroy(bareAccount(), '--plan')).ui.texts[0]).toMatch(/nothing to destroy$/);
});

test('lists what is left with reasons, and fails', async () => {
  const cloud = usedAccount();
  cloud.functions.add('forgotten');
  cloud.tagged = ['arn:aws:lambda:eu-central-1:111122223333:function:forgotten'];
  const { ui, ended } = await destroy(cloud, '--yes');
  expect(ui.texts[0]).toMatch(
    /left +why\narn:aws:lambda:eu-central-1:111122223333:function:forgotten {2}it has the tags of the scenario, and no stack of the scenario deletes it$/,
  );
  expect(ended).toMatchObject({
    exitCode: 1,
    refusal: { problem: '1 thing is left of toy', got: 'arn:aws:lambda:eu-central-1:111122223333:function:forgotten' },
  });
});

test('a stack of another owner is named in the plan, and half a stack is shown as empty', async () => {
  const cloud = bareAccount();
  cloud.addStack('toy-store', { tagged: false });
  cloud.addStack('toy-work', { status: 'ROLLBACK_COMPLETE' });
  const [text] = (await destroy(cloud, '--plan')).ui.texts;
  expect(text).toContain('stack toy-work, ROLLBACK_COMPLETE, owns nothing');
  expect(text).toContain('stack toy-store has no tag of this scenario and stays');
});

test('refuses an account other than --account', async () => {
  const { ended } = await destroy(usedAccount(), '--account', '999999999999', '--yes');
  expect(ended).toMatchObject({ exitCode: 2, message: expect.stringContaining('these credentials belong to another account') });
});

test('uses tags alone when the templates cannot be synthesized any more', async () => {
  const cloud = usedAccount();
  registerToy({ broken: true });
  try {
    const { ui, ended } = await destroy(cloud, '--yes');
    expect(ended).toBeUndefined();
    expect(ui.task.lines).toContain('the templates cannot be synthesized (the article has moved): using tags only');
    expect(cloud.stacks.size).toBe(0);
  } finally {
    registerToy();
  }
});

test('what AWS refuses to show is in the plan, and in the table of what is left', async () => {
  const cloud = usedAccount();
  const aws = cloud.aws({ target: { ...cloud.target, endpoint: 'http://127.0.0.1:1' } });
  const denied = async () => Promise.reject(named('AccessDenied', 'not allowed to describe log groups'));
  const refusing = { ...surroundingsOf(cloud), connect: async () => ({ ...aws, logs: { ...aws.logs, groups: denied } }) };
  jest.mocked(surroundings).mockResolvedValue(refusing);
  const ui = { ...recordingUi(), confirm: async () => {} };
  const account = ['--account', cloud.target.account];
  await destroyCommand(ui).parseAsync(['toy', '--plan', ...account], { from: 'user' });
  expect(ui.texts[0]).toContain('not looked at: log group /aws/lambda/toy-worker (not allowed to describe log groups)');

  await expect(destroyCommand(ui).parseAsync(['toy', '--yes', ...account], { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
  expect(ui.texts[1]).toMatch(/log group \/aws\/lambda\/toy-worker +not known, it could not be looked up: not allowed to describe log groups$/);
  expect(cloud.stacks.size).toBe(0);
});
