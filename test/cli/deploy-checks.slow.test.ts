import { connect } from '../../lib/aws/connect';
import { deployCommand } from '../../lib/cli/deploy';
import { diffCommand } from '../../lib/cli/diff';
import { openAccount } from '../../lib/deployment/account';
import { deployStacks } from '../../lib/deployment/deploy-stacks';
import { type Surroundings, surroundings } from '../../lib/deployment/surroundings';
import { installed, restoreAccounts } from '../support/account/deployed';
import { FakeAccount } from '../support/account/fake-account';
import { recordingUi } from '../support/recording-ui';

jest.mock('../../lib/deployment/surroundings');
jest.mock('../../lib/deployment/deploy-stacks');

let account: FakeAccount;
beforeEach(() => {
  account = installed(new FakeAccount());
});
afterEach(() => {
  restoreAccounts(account);
  expect(account.changes).toEqual([]);
  expect(deployStacks).not.toHaveBeenCalled();
});

const FLAGS = ['--region', 'eu-central-1'];

async function deploy(flags: readonly string[], run: Surroundings['run'] = async () => '', command = deployCommand) {
  jest.mocked(surroundings).mockResolvedValue({ env: {}, connect, openAccount, run, now: () => 0, date: () => new Date(0) });
  const ui = recordingUi();
  await command(ui).parseAsync([...flags, ...FLAGS], { from: 'user' });
  return ui;
}

test.each([
  ['deploy', deployCommand],
  ['diff', diffCommand],
])('%s refuses an instance class that does not exist before anything is made', async (_, command) => {
  await expect(deploy(['rds-postgres', '--set', 'instanceClass=t4g.smal'], undefined, command)).rejects.toThrow(
    /validation found \d+ errors? .*(E3025|E3062).*stagecraft validate rds-postgres lists all of them/,
  );
});

test('a fresh account: deploy refuses with the numbers, and with the smallest size it does not', async () => {
  await expect(deploy(['emr-pyspark', '--yes'])).rejects.toThrow(
    /the stacks need 20 vCPU .* quota 5, in use 0: .*L-1216C47A.*--set environment=small/,
  );
  const ui = await deploy(['emr-pyspark', '--set', 'environment=small', '--plan']);
  expect(ui.texts[0]).not.toContain('refused:');
});

test('the plan of a mesh says beforehand what faces the internet; without Docker it is refused', async () => {
  account.quotas.set('L-1216C47A', 16);
  const none: Surroundings['run'] = () => Promise.reject(Object.assign(new Error('spawn docker ENOENT'), { code: 'ENOENT' }));
  const [text] = (await deploy(['istio-observability', '--plan'], none)).texts;
  expect(text).toMatch(
    /faces the internet:\n(.*\n)? {2}a load balancer on port 80, HTTP without TLS, from every address \(Balancer\w+ of istio-observability-cluster\)/,
  );
  expect(text).toContain('refused: Docker: 1 container image is built at deployment, and docker is not on the PATH');
  await expect(deploy(['istio-observability', '--yes'], none)).rejects.toThrow(/docker is not on the PATH/);
});
