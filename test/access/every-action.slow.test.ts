import { denialsOf, judge, type SentRequest, sentOf, type World, withoutAction, worldOf } from '../../lib/access';
import { accessFailureOf } from '../../lib/actions/denials';
import { statementText } from '../../lib/rehearsal/report/access-rows';
import { registry } from '../../lib/scenarios/registry';
import { reviewedCalls } from '../support/recorded-calls';
import { accountTemplatesOf } from '../support/scenario';

/** Scenarios whose rehearsal records calls; what services do is judged in all. */
const RECORDED = ['emr-mwaa', 'emr-pyspark', 'emr-superset', 'emr-zeppelin', 'glue-athena-data-lake', 'macie-data-lake', 'rds-postgres'];

const seen = { pairs: 0, milliseconds: 0 };

async function worldAndCalls(id: string): Promise<{ world: World; sent: readonly SentRequest[] }> {
  const world = await worldOf(accountTemplatesOf(id).map(({ stackName: name, template }) => ({ name, template })));
  return {
    world,
    sent: await sentOf(
      world,
      (reviewedCalls(id) ?? []).map((call) => ({ ...call, count: 1 })),
    ),
  };
}

test('the calls of every rehearsal that records some are reviewed', () => {
  expect(
    Object.keys(registry)
      .filter((id) => reviewedCalls(id) !== undefined)
      .sort(),
  ).toEqual(RECORDED);
});

test.each(Object.keys(registry))(
  '%s: without any action that a role uses, it is denied by role, call, resource and nearest statement',
  async (id) => {
    const { world, sent } = await worldAndCalls(id);
    const before = judge(world, sent);
    expect(accessFailureOf(before, id)).toBeUndefined();

    const began = performance.now();
    const kept: string[] = [];
    for (const { role, id: name, requests } of before.roles) {
      if (!world.roles.has(role)) continue;
      const needed = requests.filter(({ decision, isConditional }) => decision.isAllowed && !isConditional);
      for (const action of new Set(needed.map(({ request }) => request.action))) {
        seen.pairs++;
        const uses = needed.filter(({ request }) => request.action === action);
        const report = judge(
          withoutAction(world, role, action),
          uses.map(({ call, request }) => ({ by: role, call, request })),
        );
        const denied = report.roles.flatMap(denialsOf);
        const [first] = denied;
        const nearest = first?.decision.isAllowed === false ? first.decision.nearest : undefined;
        const said = JSON.stringify(accessFailureOf(report, id) ?? '');
        const parts = [name, action, first?.call, first?.request.resource, nearest && statementText(nearest)];
        if (denied.length < uses.length || !parts.every((part) => part !== undefined && said.includes(JSON.stringify(part).slice(1, -1)))) {
          kept.push(`${name} ${action}: ${denied.length} of ${uses.length} denied; ${said}`);
        }
      }
    }
    seen.milliseconds += performance.now() - began;

    expect(kept).toEqual([]);
  },
);

test('that is hundreds of removals in a few seconds', () => {
  expect(seen.pairs).toBeGreaterThan(200);
  expect(seen.milliseconds).toBeLessThan(30_000);
});
