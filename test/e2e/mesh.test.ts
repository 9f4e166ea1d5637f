import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { lookInto, remains } from '../support/account-look';
import { type MiniStack, startMiniStack } from '../support/ministack';
import { expectExit, stagecraft } from '../support/spawned';

/** The emulator cannot create a mesh. What `destroy` says of one that is not deployed, and of what it left, can be seen there. */

let server: MiniStack;
let folder: string;

beforeAll(async () => {
  server = await startMiniStack();
  folder = await mkdtemp(join(tmpdir(), 'stagecraft-e2e-'));
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => stagecraft(args, { env: server.env, cwd: folder });
const logs = () => new CloudWatchLogsClient(lookInto(server));

test.each(['istio-observability', 'istio-grpc'])('destroy %s: the plan is empty, and nothing is left where nothing is deployed', async (scenario) => {
  expect(expectExit(await run('destroy', scenario, '--plan'), 0).stdout).toContain('nothing to destroy');
  expect(expectExit(await run('destroy', scenario, '--yes'), 0).stdout).toContain(`nothing to destroy: ${scenario} is not in account`);
});

test('destroy istio-observability: log groups that were written after the cluster was deleted are shown and removed', async () => {
  for (const kind of ['application', 'dataplane']) {
    await logs().send(new CreateLogGroupCommand({ logGroupName: `/aws/containerinsights/istio-observe-demo/${kind}` }));
  }
  await logs().send(new CreateLogGroupCommand({ logGroupName: '/aws/containerinsights/istio-observe-demo-2/application' }));

  const plan = JSON.parse(expectExit(await run('destroy', 'istio-observability', '--plan', '--json'), 0).stdout);
  expect(plan).toMatchObject({ anything: true, stacks: [] });
  expect(JSON.stringify(plan.leftovers)).toContain('/aws/containerinsights/istio-observe-demo/');

  expect(expectExit(await run('destroy', 'istio-observability', '--yes'), 0).stdout).toContain('nothing left of istio-observability');
  expect((await remains(server)).logGroups).toEqual(['/aws/containerinsights/istio-observe-demo-2/application']);
});
