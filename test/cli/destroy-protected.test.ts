import { destroyCommand } from '../../lib/cli/destroy';
import { surroundings } from '../../lib/deployment/surroundings';
import type { FakeCloud } from '../support/fake-cloud';
import { recordingUi } from '../support/recording-ui';
import { bareAccount, surroundingsOf, usedAccount } from '../support/toy-account';
import { registerToy, toy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/surroundings');

beforeAll(() => {
  registerToy();
  Object.assign(toy, { protections: async () => ['cluster nightly (j-1), WAITING'] });
});
afterAll(() => Reflect.deleteProperty(toy, 'protections'));

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

test.each([[[]], [['--yes']]])('names protected resources, changes nothing, and asks for --unprotect (%j)', async (flags) => {
  const cloud = usedAccount();
  const { questions, ended } = await destroy(cloud, ...flags);

  expect(ended?.message).toBe(
    'something of toy is protected from termination; got cluster nightly (j-1), WAITING; allowed: nothing has been changed; ' +
      'stagecraft destroy toy --unprotect disables the protection and deletes these resources',
  );
  expect(ended).toMatchObject({ exitCode: 2 });
  expect(questions).toEqual([]);
  expect(cloud.changes).toEqual([]);
});

test('--plan shows it', async () => {
  const { ui } = await destroy(usedAccount(), '--plan');

  expect(ui.texts[0]).toContain('\nprotected from termination: cluster nightly (j-1), WAITING');
  expect(ui.values[0]).toMatchObject({ protected: ['cluster nightly (j-1), WAITING'] });
});

test('--unprotect asks for confirmation, names the resources, and continues', async () => {
  const cloud = usedAccount();
  const { questions, ended } = await destroy(cloud, '--unprotect');

  expect(ended).toBeUndefined();
  expect(questions[0]).toContain('protected from termination: cluster nightly (j-1), WAITING');
  expect(cloud.stacks.size).toBe(0);
});

test('what is protected is named when the stacks are gone, too', async () => {
  const { ended } = await destroy(bareAccount());

  expect(ended?.message).toContain('something of toy is protected from termination; got cluster nightly (j-1), WAITING');
});
