import { statSync } from 'node:fs';
import { z } from 'zod';
import { openTool, prepareTool } from '../../lib/actions/open';
import { prepareQuery, runQuery } from '../../lib/actions/query';
import { prepareJob, runJob } from '../../lib/actions/run-job';
import type { Aws } from '../../lib/aws/aws';
import type { ClusterVerbs } from '../../lib/kubernetes/cluster';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { ClusterPart, Scenario } from '../../lib/scenarios/scenario';
import { FakeCluster } from '../support/fake-cluster';
import { recordingTask } from '../support/task';
import { withEnvironment } from '../support/with-environment';

/** Parts that need a cluster alone, in the EKS cluster that a deployed scenario has published. */
const none = z.object({});
const nodesOf = async ({ cluster }: { cluster: ClusterVerbs }) => ({ cluster: cluster.name, nodes: (await cluster.list('nodes')).length });
let close = () => {};

const cluster: ClusterPart<Readonly<Record<string, unknown>>> = {
  installation: () => Promise.reject(new Error('not asked for')),
  jobs: {
    nodes: { summary: 'nodes', params: none, run: nodesOf },
    both: { summary: 'in the cluster', params: none, run: async () => ({ from: 'cluster' }) },
  },
  queries: { nodes: { summary: 'nodes', params: none, run: async (context) => ({ columns: ['nodes'], rows: [[(await nodesOf(context)).nodes]] }) } },
  tools: {
    page: {
      summary: 'a page',
      open: async () => ({
        url: 'http://localhost:1/',
        closed: new Promise<void>((done) => {
          close = done;
        }),
      }),
    },
  },
  logs: {},
};

const scenario = {
  id: 'part',
  config: z.object({}),
  contract: { clusterName: 'name of the EKS cluster' },
  jobs: { both: { summary: 'in the account', params: none, run: async () => ({ from: 'account' }) } },
  queries: {},
  tools: {},
  logs: {},
  cluster,
} as unknown as Scenario;

/** An account in which the scenario is deployed. */
function account(contract: Record<string, string>, token = async () => 'k8s-aws-v1.secret'): Aws {
  return {
    target: { account: '111122223333', region: 'eu-central-1', principal: 'arn' },
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

test('a job gets the cluster that the contract names, with credentials that are gone afterwards', async () => {
  const prepared = await prepareJob({ scenario: 'part', job: 'nodes' });
  const result = await withEnvironment(fake.env, () => runJob(prepared, deployed, recordingTask()));

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

test('a query finds its name in both places', async () => {
  const prepared = await prepareQuery({ scenario: 'part', query: 'nodes' });

  await expect(withEnvironment(fake.env, () => runQuery(prepared, deployed, recordingTask()))).resolves.toMatchObject({ table: { rows: [[2]] } });
});

test("where both have a name, the account's own is meant without --cluster, and the cluster's with it", async () => {
  const inAccount = await prepareJob({ scenario: 'part', job: 'both' });
  const inCluster = await prepareJob({ scenario: 'part', job: 'both', cluster: 'kind' });

  expect([inAccount.job.needs, inCluster.job.needs]).toEqual(['account', 'cluster']);
  await expect(runJob(inAccount, deployed, recordingTask())).resolves.toMatchObject({ facts: { from: 'account' } });
});

test('a scenario whose contract names no cluster says how to name one', async () => {
  (registry as Record<string, Entry>)['part'] = {
    ...(registry['part'] as Entry),
    load: async () => ({ scenario: { ...scenario, contract: { vpc: 'a network' } } }),
  };
  const prepared = await prepareJob({ scenario: 'part', job: 'nodes' });

  await expect(runJob(prepared, account({ vpc: 'vpc-1' }), recordingTask())).rejects.toThrow(
    'part publishes no clusterName; name a cluster of the kubeconfig with --cluster',
  );
});

test('the credentials of a cluster last as long as its port is open', async () => {
  const { closed } = await openTool(await prepareTool({ scenario: 'part', tool: 'page' }), deployed, recordingTask());
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
