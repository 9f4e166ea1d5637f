import { statSync } from 'node:fs';
import { z } from 'zod';
import { openTool, prepareTool } from '../../lib/actions/open';
import { prepareQuery, runQuery } from '../../lib/actions/query';
import { prepareJob, runJob } from '../../lib/actions/run-job';
import type { Aws } from '../../lib/aws/aws';
import type { ClusterVerbs } from '../../lib/kubernetes/cluster';
import { type ContractEntry, text } from '../../lib/scenarios/contract-entry';
import type { ClusterAccess, Deployed } from '../../lib/scenarios/places';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { FakeCluster } from '../support/fake-cluster';
import { recordingTask } from '../support/task';
import { withEnvironment } from '../support/with-environment';

/** Parts that need a cluster, in the EKS cluster that a deployed scenario has published. */
const nodesOf = async ({ cluster }: { cluster: ClusterVerbs }) => ({ cluster: cluster.name, nodes: (await cluster.list('nodes')).length });
let close = () => {};

const scenario = {
  id: 'part',
  config: z.object({}),
  contract: { clusterName: text('name of the EKS cluster') },
  accounts: { vendor: { summary: 'publishes the images', id: () => '444455556666' } },
  jobs: {
    nodes: { summary: 'nodes', needs: ['cluster'], run: nodesOf },
    both: [
      { summary: 'in the account', needs: ['account'], run: async () => ({ from: 'account' }) },
      { summary: 'in the cluster', needs: ['cluster'], run: async () => ({ from: 'cluster' }) },
    ],
    connect: {
      summary: 'needs account and cluster',
      needs: ['account', 'cluster'],
      run: async ({ aws, contract, cluster }: Deployed<object, { clusterName: ContractEntry<string, 'account'> }> & ClusterAccess) => ({
        account: aws.target.account,
        named: contract.clusterName,
        cluster: cluster.name,
      }),
    },
    push: {
      summary: 'needs two accounts',
      needs: ['account', 'account:vendor'],
      run: async ({ aws, accounts }: { aws: Aws; accounts: { vendor: { aws: Aws } } }) => ({
        to: aws.target.account,
        from: accounts.vendor.aws.target.account,
      }),
    },
    local: { summary: 'needs nothing', needs: [], run: async (context: object) => ({ sees: Object.keys(context).sort().join(' ') }) },
  },
  queries: {
    nodes: {
      summary: 'nodes',
      needs: ['cluster'],
      run: async (context: never) => ({ columns: ['nodes'], rows: [[(await nodesOf(context)).nodes]] }),
    },
  },
  tools: {
    page: {
      summary: 'a page',
      needs: ['cluster'],
      open: async () => ({
        url: 'http://localhost:1/',
        closed: new Promise<void>((done) => {
          close = done;
        }),
      }),
    },
  },
  logs: {},
} as unknown as Scenario;

/** An account in which the scenario is deployed. */
function account(contract: Record<string, string>, id = '111122223333', token = async () => 'k8s-aws-v1.secret'): Aws {
  return {
    target: { account: id, region: 'eu-central-1', principal: 'arn' },
    ssm: { parametersBelow: async () => contract },
    eks: { endpoint: async () => ({ endpoint: 'https://x.eks', certificateAuthority: 'Q0E=' }), token },
  } as unknown as Aws;
}

const deployed = account({ clusterName: 'demo' });
let fake: FakeCluster;

beforeEach(() => {
  fake = new FakeCluster();
  (registry as Record<string, Entry>)['part'] = {
    title: 'Part',
    summary: '',
    services: [],
    load: async () => ({ scenario }),
    stacks: async () => ({ build() {} }),
  };
});
afterEach(() => fake.remove());

test('gives a job the cluster that the contract names, with credentials that are gone afterwards', async () => {
  const prepared = await prepareJob({ scenario: 'part', job: 'nodes' });
  const result = await withEnvironment(fake.env, () => runJob(prepared, { aws: deployed }, {}, recordingTask()));

  expect(result).toEqual({
    scenario: 'part',
    stage: 'dev',
    account: '111122223333',
    region: 'eu-central-1',
    job: 'nodes',
    finished: true,
    facts: { cluster: 'demo', nodes: 2 },
  });
  const [, kubeconfig = ''] = /--kubeconfig=(\S+)/.exec(fake.commands[0] ?? '') ?? [];
  expect(kubeconfig).toMatch(/stagecraft-eks-/);
  expect(() => statSync(kubeconfig)).toThrow('ENOENT');
});

test('gives a query the cluster too', async () => {
  const prepared = await prepareQuery({ scenario: 'part', query: 'nodes' });

  await expect(withEnvironment(fake.env, () => runQuery(prepared, { aws: deployed }, recordingTask()))).resolves.toMatchObject({
    table: { rows: [[2]] },
  });
});

test('takes the alternative in the account without --cluster, and the one in the cluster with it', async () => {
  const inAccount = await prepareJob({ scenario: 'part', job: 'both' });
  const inCluster = await prepareJob({ scenario: 'part', job: 'both', cluster: 'kind' });

  expect([inAccount.job.needs, inCluster.job.needs]).toEqual([['account'], ['cluster']]);
  await expect(runJob(inAccount, { aws: deployed }, {}, recordingTask())).resolves.toMatchObject({ facts: { from: 'account' } });
});

test('refuses a cluster job of a scenario whose contract names no cluster, with the flag that names one', async () => {
  (registry as Record<string, Entry>)['part'] = {
    ...(registry['part'] as Entry),
    load: async () => ({ scenario: { ...scenario, contract: { vpc: text('a network') } } }),
  };
  const prepared = await prepareJob({ scenario: 'part', job: 'nodes' });

  await expect(runJob(prepared, { aws: account({ vpc: 'vpc-1' }) }, {}, recordingTask())).rejects.toThrow(
    'part publishes no clusterName; name a cluster of the kubeconfig with --cluster',
  );
});

test('keeps the credentials of a cluster while its port is open', async () => {
  const { closed } = await openTool(await prepareTool({ scenario: 'part', tool: 'page' }), { aws: deployed }, recordingTask());
  let ended = false;
  const ending = closed?.then(() => {
    ended = true;
  });
  await new Promise((done) => setImmediate(done));
  expect(ended).toBe(false);
  close();
  await ending;
  expect(ended).toBe(true);
});

describe('places', () => {
  const vendor = account({}, '444455556666');
  const run = async (job: string, reached: Parameters<typeof runJob>[1]) =>
    withEnvironment(fake.env, async () => (await runJob(await prepareJob({ scenario: 'part', job }), reached, {}, recordingTask())).facts);

  test('gives a job that needs account and cluster both', async () => {
    await expect(run('connect', { aws: deployed })).resolves.toEqual({ account: '111122223333', named: 'demo', cluster: 'demo' });
  });

  test('gives a job both accounts that it needs', async () => {
    await expect(run('push', { aws: deployed, accounts: { vendor } })).resolves.toEqual({ to: '111122223333', from: '444455556666' });
  });

  test('gives a job that needs nothing neither account nor cluster', async () => {
    await expect(run('local', {})).resolves.toEqual({ sees: 'config env method params stage task wait' });
  });

  test.each([
    ['account and cluster, without the account', 'connect', {}, /this part of part needs the AWS account; sign in, or name a --profile/],
    ['two accounts, without the first', 'push', { accounts: { vendor } }, /needs the AWS account/],
    [
      'two accounts, without the second',
      'push',
      { aws: deployed },
      /needs the account 'vendor' \(publishes the images\); allowed: .*; name it: --credentials vendor=<profile or role ARN>/,
    ],
  ])('refuses a job that needs %s', async (_, job, reached, message) => {
    await expect(run(job, reached)).rejects.toThrow(message);
  });

  test('refuses --cluster for a job that needs no cluster', async () => {
    await expect(prepareJob({ scenario: 'part', job: 'push', cluster: 'kind' })).rejects.toThrow(
      /push needs the AWS account, not a cluster; got --cluster kind/,
    );
    await expect(prepareJob({ scenario: 'part', job: 'local', cluster: 'kind' })).rejects.toThrow(
      /local only runs on this machine; got --cluster kind/,
    );
  });
});
