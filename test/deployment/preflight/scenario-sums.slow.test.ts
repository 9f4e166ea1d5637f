import { readFileSync } from 'node:fs';
import { vcpusOf } from '../../../lib/contract/instance-types';
import type { Launch } from '../../../lib/contract/launch';
import { machinesOf } from '../../../lib/deployment/preflight/machines';
import { vcpusByQuota } from '../../../lib/deployment/preflight/quotas';
import { resourcesIn } from '../../../lib/deployment/preflight/templates';
import { workload } from '../../../lib/paths';
import { launches } from '../../../lib/scenarios/emr-mwaa/launches';
import { registry } from '../../../lib/scenarios/registry';
import { type Deployable, deployable } from '../../support/account/deployed';

const ON_DEMAND = 'L-1216C47A';
const SPOT = 'L-34B43A08';
const location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

function sumsOf({ loaded, synthesized }: Deployable) {
  const found = machinesOf(resourcesIn(synthesized.stacks, { location }));
  const work = [...found.work, ...(loaded.scenario.launches?.({ config: loaded.config }) ?? [])];
  const pair = (all: readonly Launch[]) => [ON_DEMAND, SPOT].map((code) => vcpusByQuota(all).get(code) ?? 0);
  const most = (index: number) => Math.max(0, ...work.map((launch) => pair([launch])[index] ?? 0));
  return { own: pair(found.own), largest: pair(found.largest), work: [most(0), most(1)] };
}

const NONE = { own: [0, 0], largest: [0, 0], work: [0, 0] };

/** vCPUs on demand and Spot: of the stacks, of the stacks at their largest, and of the largest piece of work. */
const SUMS: Readonly<Record<string, ReturnType<typeof sumsOf>>> = {
  'glue-athena-data-lake': NONE,
  'istio-observability': { own: [8, 0], largest: [10, 0], work: [0, 0] },
  'istio-grpc': { own: [10, 0], largest: [10, 0], work: [0, 0] },
  'emr-pyspark': { own: [20, 0], largest: [20, 0], work: [4, 16] },
  'emr-mwaa': { ...NONE, work: [4, 16] },
  'emr-superset': { ...NONE, own: [8, 0], largest: [8, 0] },
  'emr-zeppelin': { ...NONE, own: [4, 0], largest: [4, 0] },
  'firehose-redshift': NONE,
  'rds-postgres': { ...NONE, own: [2, 0], largest: [2, 0] },
  'macie-data-lake': NONE,
  'quicksight-auth0': NONE,
};

test.each(Object.keys(registry))('%s: vCPUs from the templates', async (id) => {
  expect(sumsOf(await deployable(id))).toEqual(SUMS[id]);
});

test.each([
  ['emr-pyspark', { environment: 'prod' }, { own: [40, 0], largest: [40, 0], work: [4, 16] }],
  ['emr-pyspark', { environment: 'small' }, { own: [4, 0], largest: [4, 0], work: [4, 4] }],
  ['emr-zeppelin', { size: 'multi' }, { own: [28, 0], largest: [28, 0], work: [0, 0] }],
])('%s with %j', async (id, set, sums) => {
  expect(sumsOf(await deployable(id, set))).toEqual(sums);
});

test('the clusters that emr-mwaa declares are those of its DAGs', () => {
  const read = (...path: string[]) => readFileSync(workload('emr-mwaa', ...path), 'utf8');
  const bakery = read('airflow', 'dags', 'bakery_sales.py');
  const overrides = JSON.parse(read('work', 'job_flow_overrides', 'job_flow_overrides.json')) as {
    Instances: {
      InstanceFleets: { TargetOnDemandCapacity?: number; TargetSpotCapacity?: number; InstanceTypeConfigs: { InstanceType: string }[] }[];
    };
  };
  const pi = read('airflow', 'dags', 'spark_pi_example.py');
  const firstTypes = [...bakery.matchAll(/"InstanceTypeConfigs": \[\{"InstanceType": "([^"]+)"/g)].map(([, type]) => type);
  const counts = [...bakery.matchAll(/"Target(?:OnDemand|Spot)Capacity": (\d+)/g)].map(([, count]) => Number(count));

  const declared = (dag: string) => launches.find(({ what }) => what === `DAG ${dag}`)?.instances.map(({ type, count }) => [type, count]);
  expect(declared('bakery_sales')).toEqual(firstTypes.map((type, index) => [type, counts[index]]));
  expect(declared('multiple_steps')).toEqual(
    overrides.Instances.InstanceFleets.map((fleet) => [
      fleet.InstanceTypeConfigs[0]?.InstanceType,
      fleet.TargetOnDemandCapacity ?? fleet.TargetSpotCapacity,
    ]),
  );
  const [, type, count] = /"InstanceType": "([^"]+)", "InstanceCount": (\d+)/.exec(pi) ?? [];
  expect(declared('spark_pi_example')).toEqual([[type, Number(count)]]);
  for (const { InstanceTypeConfigs } of overrides.Instances.InstanceFleets) {
    expect(new Set(InstanceTypeConfigs.map(({ InstanceType }) => vcpusOf(InstanceType))).size).toBe(1);
  }
});
