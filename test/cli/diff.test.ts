import { diffCommand } from '../../lib/cli/diff';
import { compare } from '../../lib/deployment/compare';
import { surroundings } from '../../lib/deployment/surroundings';
import { recordingUi } from '../support/recording-ui';
import { surroundingsOf, usedAccount } from '../support/toy-account';
import { registerToy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/surroundings');
jest.mock('../../lib/deployment/compare');
// CloudFormation's validator takes seconds; deploy-checks.slow.test.ts has it.
jest.mock('../../lib/actions/validate', () => ({ requireValid: async () => {} }));
beforeAll(() => registerToy());

const SAME = { stack: 'toy-store', differs: false, changes: [], text: '' };
const CHANGED = { stack: 'toy-work', differs: true, changes: [], text: 'Stack toy-work\n[~] AWS::SSM::Parameter' };

async function diff(differences: Awaited<ReturnType<typeof compare>>, ...flags: string[]) {
  jest.mocked(surroundings).mockResolvedValue(surroundingsOf(usedAccount()));
  jest.mocked(compare).mockResolvedValue(differences);
  const ui = recordingUi();
  const ended = await diffCommand(ui)
    .parseAsync(['toy', ...flags], { from: 'user' })
    .then(() => undefined)
    .catch((error: Error) => error);
  return { ui, ended };
}

test('prints the differences per stack', async () => {
  const { ui, ended } = await diff([SAME, CHANGED]);
  expect(ui.texts).toEqual(['Stack toy-store\nno differences\n\nStack toy-work\n[~] AWS::SSM::Parameter']);
  expect(ui.values).toMatchObject([{ scenario: 'toy', stage: 'dev', differs: true }]);
  expect(ended).toBeUndefined();
});

test('--fail prints the differences, then exits 1', async () => {
  const { ui, ended } = await diff([CHANGED], '--fail');
  expect(ui.texts).toHaveLength(1);
  expect(ended).toMatchObject({ exitCode: 1, message: 'the deployed stacks differ; stagecraft deploy toy' });
});

test('prints one line and exits 0 without differences', async () => {
  const { ui, ended } = await diff([SAME], '--fail');
  expect(ui.texts).toEqual(['no differences']);
  expect(ended).toBeUndefined();
});

test('compares templates for the resolved account and region', async () => {
  await diff([SAME], '--set', 'note=second');
  const [{ synthesized }] = jest.mocked(compare).mock.calls.at(-1) as Parameters<typeof compare>;
  expect(synthesized.stacks.map(({ environment }) => `${environment.account}/${environment.region}`)).toEqual([
    '111122223333/eu-central-1',
    '111122223333/eu-central-1',
  ]);
  expect(JSON.stringify(synthesized.stacks.map(({ template }) => template))).toContain('second');
});
