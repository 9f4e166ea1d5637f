import { nextGeneration } from '../../lib/scenarios/cluster-generation';
import { loadScenario } from '../../lib/scenarios/load';
import { generationSuffix } from '../../lib/scenarios/names';
import { settled } from '../../lib/scenarios/settle';
import { partialAws } from '../support/partial-aws';
import { recordingTask } from '../support/task';

const account = (state: string | undefined, published: Readonly<Record<string, string>> = {}) =>
  partialAws({
    emr: { cluster: async (id) => (state === undefined ? undefined : ({ id, state } as never)) },
    ssm: { parametersBelow: async () => published },
  });

test.each([
  ['nothing is deployed', 1, undefined, undefined, 'WAITING', 1],
  ['the cluster is there', 1, 'j-1', undefined, 'WAITING', 1],
  ['the second one is there, and the flag is not repeated', 1, 'j-1', '2', 'RUNNING', 2],
  ['a higher one is wanted', 3, 'j-1', '2', 'RUNNING', 3],
  ['the cluster has terminated', 1, 'j-1', undefined, 'TERMINATED', 2],
  ['it ended with errors', 1, 'j-1', '2', 'TERMINATED_WITH_ERRORS', 3],
  ['it is terminating', 1, 'j-1', '2', 'TERMINATING', 3],
  ['EMR has forgotten it', 1, 'j-1', '4', undefined, 5],
  ['it has terminated, and a higher one is wanted', 7, 'j-1', '2', 'TERMINATED', 7],
])('the next generation when %s', async (_, configured, id, generation, state, next) => {
  await expect(nextGeneration(configured, { id, generation }, account(state), recordingTask())).resolves.toBe(next);
});

test('the first generation has no ending in the name', () => {
  expect([1, 2].map(generationSuffix)).toEqual(['', '-2']);
});

test.each([
  ['emr-pyspark', 'clusterId'],
  ['emr-superset', 'cluster'],
  ['emr-zeppelin', 'cluster'],
])('a deployment of %s replaces a terminated cluster, and keeps the one that replaced it', async (scenario, entry) => {
  const loaded = await loadScenario({ scenario, set: {} });
  const generationIn = async (state: string, published: Readonly<Record<string, string>>) =>
    (await settled(loaded, account(state, published), recordingTask())).config['clusterGeneration'];

  await expect(generationIn('TERMINATED', { [entry]: 'j-1', clusterGeneration: '1' })).resolves.toBe(2);
  await expect(generationIn('WAITING', { [entry]: 'j-2', clusterGeneration: '2' })).resolves.toBe(2);
  await expect(generationIn('WAITING', {})).resolves.toBe(1);
});

test('a scenario without such a cluster keeps its configuration, and nothing is asked', async () => {
  const loaded = await loadScenario({ scenario: 'rds-postgres', set: {} });

  await expect(settled(loaded, partialAws({}), recordingTask())).resolves.toBe(loaded);
});
