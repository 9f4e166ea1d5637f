import { z } from 'zod';
import type { Aws } from '../../lib/aws/aws';
import { connect } from '../../lib/aws/connect';
import { queryCommand } from '../../lib/cli/query';
import { runCommand } from '../../lib/cli/run';
import { text } from '../../lib/scenarios/contract-entry';
import { scenarioKit } from '../../lib/scenarios/kit';
import { contractPath } from '../../lib/scenarios/names';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { FakeCluster } from '../support/fake-cluster';
import { recordingUi } from '../support/recording-ui';
import { withEnvironment } from '../support/with-environment';

jest.mock('../../lib/aws/connect');

const config = z.object({ vendorAccount: z.string().optional() });
const contract = { bucket: text('a bucket'), image: text('an image', 'account:vendor') };
const kit = scenarioKit({ config, contract });

const scenario = {
  id: 'places',
  config,
  contract,
  accounts: { vendor: { summary: 'publishes the images', id: ({ vendorAccount }: z.infer<typeof config>) => vendorAccount } },
  jobs: {
    copy: kit.job({
      summary: 'needs two accounts',
      needs: ['account', 'account:vendor'],
      run: async ({ contract, accounts }) => ({ bucket: contract.bucket, image: accounts.vendor.contract.image }),
    }),
    fetch: kit.job({
      summary: 'needs the vendor',
      needs: ['account:vendor'],
      run: async ({ accounts }) => ({ from: accounts.vendor.aws.target.account }),
    }),
    connect: kit.job({
      summary: 'needs account and cluster',
      needs: ['account', 'cluster'],
      run: async ({ aws, cluster }) => ({ account: aws.target.account, cluster: cluster.name }),
    }),
    nodes: kit.job({ summary: 'needs the cluster', needs: ['cluster'], run: async ({ cluster }) => ({ cluster: cluster.name }) }),
    local: kit.job({ summary: 'needs nothing', needs: [], run: async (context) => ({ sees: Object.keys(context).sort().join(' ') }) }),
  },
  queries: {
    images: kit.query({
      summary: 'of the vendor',
      needs: ['account:vendor'],
      run: async ({ accounts }) => ({ columns: ['image'], rows: [[accounts.vendor.contract.image]] }),
    }),
  },
  tools: {},
  logs: {},
} as unknown as Scenario;

const OWN = '111122223333';
const VENDOR = '444455556666';
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, string>>>> = { [OWN]: { bucket: 'lake' }, [VENDOR]: { image: 'greeting:1' } };
const connected: unknown[] = [];
let kind: FakeCluster;

beforeEach(() => {
  connected.length = 0;
  kind = new FakeCluster();
  (registry as Record<string, Entry>)['places'] = {
    title: '',
    summary: '',
    services: [],
    load: async () => ({ scenario }),
    stacks: async () => ({ build() {} }),
  };
  jest.mocked(connect).mockImplementation(async ({ profile, role, region = 'eu-central-1' } = {}) => {
    connected.push({ profile, role, region });
    const account = profile === 'ops' || role?.includes(VENDOR) ? VENDOR : OWN;
    const parametersBelow = async (path: string) => (path === contractPath('places', 'dev') ? PUBLISHED[account] : {});
    return { target: { account, region, principal: 'arn' }, ssm: { parametersBelow } } as unknown as Aws;
  });
});
afterEach(() => kind.remove());

/** Runs a job with these flags. @returns its facts */
async function run(job: string, ...flags: readonly string[]) {
  const ui = recordingUi();
  await withEnvironment(kind.env, () =>
    runCommand(ui)
      .exitOverride()
      .parseAsync(['places', job, ...flags], { from: 'user' }),
  );
  const [result] = ui.values as { readonly facts: object }[];
  return { ...result?.facts, title: ui.titles.at(-1) };
}

describe('--credentials', () => {
  test('reaches a further account by its profile, in the region of the command', async () => {
    await expect(run('copy', '--credentials', 'vendor=ops', '--region', 'eu-west-1')).resolves.toEqual({
      bucket: 'lake',
      image: 'greeting:1',
      title: `places: copy (account ${OWN}, region eu-west-1; vendor account ${VENDOR})`,
    });
    expect(connected).toEqual([
      { profile: undefined, role: undefined, region: 'eu-west-1' },
      { profile: 'ops', role: undefined, region: 'eu-west-1' },
    ]);
  });

  test('reaches it by a role, and signs in to nothing else for a job that needs it alone', async () => {
    const role = `arn:aws:iam::${VENDOR}:role/reader`;

    await expect(run('fetch', '--credentials', `vendor=${role}`)).resolves.toMatchObject({ from: VENDOR });
    expect(connected).toEqual([{ profile: undefined, role, region: 'eu-central-1' }]);
  });

  test('serves a query too', async () => {
    const ui = recordingUi();
    await queryCommand(ui).parseAsync(['places', 'images', '--credentials', 'vendor=ops'], { from: 'user' });

    expect(ui.values).toMatchObject([{ table: { rows: [['greeting:1']] } }]);
  });

  test('takes the account that the configuration names', async () => {
    await expect(run('fetch', '--credentials', 'vendor=ops', '--set', `vendorAccount=${VENDOR}`)).resolves.toMatchObject({ from: VENDOR });
  });

  test('refuses credentials of another account than the configuration names', async () => {
    await expect(run('fetch', '--credentials', 'vendor=ops', '--set', 'vendorAccount=777788889999')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`these credentials belong to another account; got ${VENDOR}, as arn; allowed: 777788889999`),
    });
  });

  test.each([
    [
      'an account that the scenario does not have',
      ['--credentials', 'vendor=ops', '--credentials', 'audit=x'],
      /has no further account 'audit'; got --credentials audit=x; allowed: vendor/,
    ],
    [
      'no credentials for an account that the job needs',
      [],
      /needs the account 'vendor' \(publishes the images\); .*name it: --credentials vendor=<profile or role ARN>/,
    ],
    ['credentials without a name', ['--credentials', 'ops'], /got 'ops'; allowed: name=value/],
  ])('refuses %s, before it signs in', async (_, flags, message) => {
    await expect(run('copy', ...flags)).rejects.toThrow(message);
    expect(connected).toEqual([]);
  });
});

describe('--cluster', () => {
  test('reaches the cluster alone for a job that needs no account', async () => {
    await expect(run('nodes', '--cluster', 'kind-toy')).resolves.toEqual({ cluster: 'kind-toy', title: 'places: nodes (cluster kind-toy)' });
    expect(connected).toEqual([]);
  });

  test('reaches account and cluster for a job that needs both', async () => {
    await expect(run('connect', '--cluster', 'kind-toy')).resolves.toEqual({
      account: OWN,
      cluster: 'kind-toy',
      title: `places: connect (account ${OWN}, region eu-central-1; cluster kind-toy)`,
    });
  });

  test.each([
    ['--profile', 'ops'],
    ['--region', 'eu-west-1'],
    ['--account', OWN],
    ['--allow-endpoint', 'http://localhost:1'],
  ])('refuses %s for a job that needs the cluster alone', async (flag, value) => {
    await expect(run('nodes', '--cluster', 'kind-toy', flag, value)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`this needs the cluster only, and no AWS account; got ${flag} with --cluster; omit ${flag}`),
    });
    expect(connected).toEqual([]);
  });

  test('takes --profile for a job that needs the account too', async () => {
    await expect(run('connect', '--cluster', 'kind-toy', '--profile', 'ops', '--account', VENDOR)).rejects.toThrow(/no bucket/);
    expect(connected).toEqual([{ profile: 'ops', role: undefined, region: 'eu-central-1' }]);
  });
});

test('reaches nothing for a job that runs on this machine alone', async () => {
  await expect(run('local')).resolves.toEqual({ sees: 'config env method params stage task wait', title: 'places: local' });
  expect(connected).toEqual([]);
});
