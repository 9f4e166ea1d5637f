import { judge, type SentRequest, type World, withoutAction, worldOf } from '../../lib/access';
import type { AccessReport } from '../../lib/contract/access';
import type { Location } from '../../lib/contract/resources';
import { registry } from '../../lib/scenarios/registry';
import { jsonOf, templatesOf, variantsOf } from '../support/scenario';

const ANYWHERE: Location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
/** AWS managed policies whose content is not in lib/access/managed-policies.ts; the list only shrinks. */
const UNKNOWN_POLICIES =
  /AmazonEKS\w*Policy|AmazonEKS_CNI_Policy|AmazonEC2ContainerRegistry\w+|AmazonElasticContainerRegistryPublicReadOnly|AmazonSSMManagedInstanceCore|AmazonEMRServicePolicy_v2/;

/** Value of the one variable that the policies of the scenarios have. */
const USER = 'AROA1234567890EXAMPLE:ann';

/** Condition keys of each request: calls of SDKs and of services come over TLS. */
const SENT = { 'aws:userid': USER, 'aws:SecureTransport': 'true' };

type Variant = readonly [name: string, id: string, set: object, stage: string | undefined, env: Location | undefined];

const variants: readonly Variant[] = Object.keys(registry).flatMap((id) => [
  [`${id}, as it is`, id, {}, undefined, undefined] as const,
  ...variantsOf(id).map(({ name, set, stage, env }): Variant => {
    const location = env && { ...ANYWHERE, account: env.account ?? ANYWHERE.account, region: env.region ?? ANYWHERE.region };
    return [`${id}, ${name}`, id, set, stage, location];
  }),
]);

/** Stacks of a scenario, after those of the scenarios whose contracts it reads. */
function stacksOf(id: string, set: object, stage?: string, env?: Location) {
  const required = registry[id]?.requires ?? [];
  const own = (scenario: string, values: object) =>
    Object.entries(jsonOf(templatesOf(scenario, { ...values }, stage, env))).map(([name, template]) => ({ name: `${scenario}-${name}`, template }));
  return [...required.flatMap((scenario) => own(scenario, {})), ...own(id, set)];
}

/** A request for each action without wildcards of each statement of a role that has no condition, on a resource that the statement names. */
function unconditional(world: World): readonly SentRequest[] {
  return [...world.roles.values()].flatMap(({ arn, policies }) =>
    policies.flatMap(({ statements }) =>
      statements
        .filter(
          ({ effect, conditions, actions, resources }) =>
            effect === 'Allow' && conditions.length === 0 && !actions.isNegated && !resources?.isNegated,
        )
        .flatMap(({ actions, resources }) =>
          actions.patterns
            .filter(({ text }) => !text.includes('*'))
            .flatMap(({ text: action }) =>
              resources!.patterns.map(({ text }) => ({
                by: arn,
                call: `${action} ${text}`,
                request: { action, resource: text.replace('${aws:userid}', USER).replaceAll('*', 'x'), context: SENT },
              })),
            ),
        ),
    ),
  );
}

const denied = ({ roles }: AccessReport) =>
  roles.flatMap(({ requests }) => requests.filter(({ decision }) => !decision.isAllowed).map(({ call, decision }) => ({ call, decision })));

describe.each(variants)('%s', (_, id, set, stage, env) => {
  let world: World;
  let stacks: ReturnType<typeof stacksOf>;

  beforeAll(async () => {
    stacks = stacksOf(id, set, stage, env);
    world = await worldOf(stacks, { location: env });
  });

  test('every role is read: no intrinsic is unresolved, no operator and no action unknown, no policy unread', () => {
    const resources = stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}));

    expect(world.roles.size).toBe(resources.filter(({ Type }) => Type === 'AWS::IAM::Role').length);
    expect(world.findings.filter(({ kind, what }) => kind !== 'managed-policy' || !UNKNOWN_POLICIES.test(what))).toEqual([]);
  });

  test('every workload that names a role has one of the templates', () => {
    const functions = stacks
      .flatMap(({ template }) => Object.values(template.Resources ?? {}))
      .filter(({ Type }) => Type === 'AWS::Lambda::Function');

    expect(world.workloads.filter(({ role }) => !world.roles.has(role))).toEqual([]);
    expect(world.workloads.filter(({ workload }) => workload.type === 'AWS::Lambda::Function')).toHaveLength(functions.length);
  });

  test('what a role allows without a condition is allowed', () => {
    expect(denied(judge(world, unconditional(world)))).toEqual([]);
  });
});

test('thousands of judgements take well under a second, and an action that is taken away is denied', async () => {
  const world = await worldOf(stacksOf('emr-mwaa', {}));
  const sent = unconditional(world);
  const many = Array.from({ length: Math.ceil(5_000 / sent.length) }, (_, run) =>
    sent.map((each) => ({ ...each, request: { ...each.request, context: { ...each.request.context, run: String(run) } } })),
  ).flat();

  // Time of the processor: other work on the machine does not count.
  const start = process.cpuUsage();
  const report = judge(world, many);
  const { user } = process.cpuUsage(start);

  expect(many.length).toBeGreaterThanOrEqual(5_000);
  expect(report.isAllowed).toBe(true);
  expect(user / 1_000).toBeLessThan(1_000);

  const pairs = [...new Map(sent.map((each) => [`${each.by} ${each.request.action}`, each])).values()];
  const kept = pairs.filter(({ by, request }) => {
    const own = sent.filter((each) => each.by === by);
    return denied(judge(withoutAction(world, String(by), request.action), own)).length === 0;
  });
  expect(pairs.length).toBeGreaterThan(50);
  expect(kept).toEqual([]);
});
