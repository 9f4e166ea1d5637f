import { z } from 'zod';
import { prepareLogs, readLogs } from '../../lib/actions/logs';
import type { Place } from '../../lib/scenarios/places';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { recordingTask } from '../support/task';

const NOW = new Date('2026-11-21T12:00:00Z');
const source = (summary: string, needs: readonly Place[]) => ({
  summary,
  needs,
  read: async () => [{ time: new Date(summary.length), source: summary, message: '' }],
});

/** Makes a scenario with these log sources known. */
function register(logs: Scenario['logs']): void {
  const scenario = { id: 'logging', config: z.object({}), contract: {}, logs } as unknown as Scenario;
  const entry: Entry = { title: '', summary: '', services: [], load: async () => ({ scenario }), stacks: async () => ({ build() {} }) };
  (registry as Record<string, Entry>)['logging'] = entry;
}

async function chosen(cluster?: string, named?: string) {
  const { sources, reaches } = await prepareLogs({ scenario: 'logging', cluster, source: named }, NOW);
  return { sources: sources.map(({ summary }) => summary), reaches };
}

describe('of a scenario with logs in the account, in the cluster and in both', () => {
  beforeEach(() =>
    register({
      functions: source('functions', ['account']),
      pods: source('pods', ['cluster']),
      gateway: [source('gateway in the account', ['account']), source('gateway in the cluster', ['cluster'])],
    }),
  );

  test('reads what needs no cluster by default', async () => {
    expect(await chosen()).toEqual({ sources: ['functions', 'gateway in the account'], reaches: ['account'] });
  });

  test('reads what is in the cluster with --cluster', async () => {
    expect(await chosen('kind')).toEqual({ sources: ['pods', 'gateway in the cluster'], reaches: ['cluster'] });
  });

  test('reads the named source alone, in the cluster of the account', async () => {
    expect(await chosen(undefined, 'pods')).toEqual({ sources: ['pods'], reaches: ['account', 'cluster'] });
  });

  test('refuses a source of the account with --cluster', async () => {
    await expect(chosen('kind', 'functions')).rejects.toThrow(/functions needs the AWS account, not a cluster; got --cluster kind/);
  });
});

test('reads everything of a scenario whose logs are all in the cluster', async () => {
  register({ pods: source('pods', ['cluster']), nodes: source('nodes', ['cluster']) });

  expect(await chosen()).toEqual({ sources: ['pods', 'nodes'], reaches: ['account', 'cluster'] });
});

test('sorts the lines of all sources by time', async () => {
  register({ slow: source('slowest', []), fast: source('fast', []) });
  const prepared = await prepareLogs({ scenario: 'logging', since: '90m' }, NOW);

  await expect(readLogs(prepared, {}, recordingTask())).resolves.toMatchObject({
    since: new Date('2026-11-21T10:30:00Z'),
    lines: [{ source: 'fast' }, { source: 'slowest' }],
  });
});
