import { connect } from '../../lib/aws/connect';
import { destroyCommand } from '../../lib/cli/destroy';
import { openAccount } from '../../lib/deployment/account';
import { surroundings } from '../../lib/deployment/surroundings';
import { type Entry, registry } from '../../lib/scenarios/registry';
import { accountWith, deployable, restoreAccounts } from '../support/account/deployed';
import type { FakeAccount } from '../support/account/fake-account';
import { recordingUi } from '../support/recording-ui';
import { registerToy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/surroundings');

let account: FakeAccount;

/** The toy, and a scenario that builds upon it, deployed in one stage. */
beforeEach(async () => {
  registerToy();
  (registry as Record<string, Entry | undefined>)['reader'] = { ...registry['toy'], requires: ['toy'] } as Entry;
  account = accountWith(await deployable('toy'));
  account.create('reader-app', {}, { 'stagecraft:scenario': 'reader', 'stagecraft:stage': 'dev' });
  process.env['AWS_REGION'] = 'eu-central-1';
  jest.mocked(surroundings).mockResolvedValue({ env: {}, connect, openAccount, run: async () => '', date: () => new Date(0), now: () => 0 });
});
afterEach(() => restoreAccounts(account));

const destroy = async (...flags: string[]) => {
  const ui = { ...recordingUi(), confirm: async () => {} };
  await destroyCommand(ui).parseAsync(['toy', ...flags], { from: 'user' });
  return ui;
};

test('refuses while a scenario that builds upon it is deployed in the same stage, and touches nothing', async () => {
  await expect(destroy('--yes', '--unprotect')).rejects.toMatchObject({
    exitCode: 2,
    refusal: { problem: 'reader builds upon toy and is deployed in stage dev', fix: 'stagecraft destroy reader, then repeat the command' },
  });
  expect(account.changes).toEqual([]);
});

test('--plan names the scenario that builds upon it', async () => {
  const ui = await destroy('--plan');
  expect(ui.texts[0]).toContain('reader builds upon it and is deployed: destroy reader first');
  expect(ui.values[0]).toMatchObject({ dependants: ['reader'] });
});

test('goes on when it is deployed in another stage', async () => {
  Object.assign(account.stacks.get('reader-app') ?? {}, { tags: { 'stagecraft:scenario': 'reader', 'stagecraft:stage': 'blue' } });
  await destroy('--yes');
  expect([...account.stacks.keys()]).toEqual(['reader-app']);
});
