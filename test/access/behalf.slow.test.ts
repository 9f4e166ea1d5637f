import { unknownActions } from '../../lib/access/known-actions';
import { ANYWHERE } from '../../lib/access/made-up';
import type { DeployedResource, Location } from '../../lib/contract/resources';
import { registry } from '../../lib/scenarios/registry';
import { services } from '../../lib/services';
import { MANAGED_POLICIES } from '../../lib/services/managed-policies';
import { NO_ROLE_USES } from '../../lib/services/no-role-uses';
import { type JudgedUse, judgedUses } from '../support/role-uses';
import { jsonOf, templatesOf, variantsOf } from '../support/scenario';

type Variant = readonly [name: string, id: string, set: object, stage: string | undefined, location: Location];

/** AWS managed policies on which no use of a role relies. */
const UNUSED = /AWSLambda\w+|AmazonEKS(BlockStorage|Compute|LoadBalancing|Networking)Policy|AmazonElasticContainerRegistryPublicReadOnly/;

const variants: readonly Variant[] = Object.keys(registry).flatMap((id) => [
  [`${id}, as it is`, id, {}, undefined, ANYWHERE] as const,
  ...variantsOf(id).map(({ name, set, stage, env }): Variant => {
    const location = { ...ANYWHERE, account: env?.account ?? ANYWHERE.account, region: env?.region ?? ANYWHERE.region };
    return [`${id}, ${name}`, id, set, stage, location];
  }),
]);

/** What the tests before have seen. */
const seen = {
  actions: new Set<string>(),
  sources: new Set<string>(),
  types: new Set<string>(),
  policies: new Set<string>(),
};

function stacksOf(id: string, set: object, stage: string | undefined, location: Location) {
  const env = location === ANYWHERE ? undefined : location;
  const own = (scenario: string, values: object) =>
    Object.entries(jsonOf(templatesOf(scenario, { ...values }, stage, env))).map(([name, template]) => ({ name: `${scenario}-${name}`, template }));
  return [...(registry[id]?.requires ?? []).flatMap((scenario) => own(scenario, {})), ...own(id, set)];
}

function line({ use, request }: JudgedUse): string {
  return `${use.by.type} ${use.role.split('/').at(-1)}: ${use.description}: ${request.action} ${request.resource}`;
}

/** Types with a property that names one of the roles, by name, ARN or instance profile. */
function namingRoles(resources: readonly DeployedResource[]): readonly string[] {
  const names = new Set(
    resources.filter(({ type }) => type === 'AWS::IAM::Role' || type === 'AWS::IAM::InstanceProfile').map((role) => role.physicalId),
  );
  const isNamed = (value: unknown): boolean => {
    if (typeof value === 'string') return names.has(value) || /^arn:[^:]+:iam::\d*:(role|instance-profile)\//.test(value);
    return value !== null && typeof value === 'object' && Object.values(value).some(isNamed);
  };
  return resources.filter(({ properties }) => isNamed(properties)).map(({ type }) => type);
}

test.each(variants)('%s: what services do as its roles is allowed', async (_, id, set, stage, location) => {
  const { resources, uses, judged } = await judgedUses(stacksOf(id, set, stage, location), { location });
  for (const { request } of judged) seen.actions.add(request.action);
  for (const { source } of uses) seen.sources.add(source);
  for (const type of namingRoles(resources)) seen.types.add(type);
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  for (const { properties } of roles)
    for (const arn of (properties?.['ManagedPolicyArns'] ?? []) as readonly unknown[]) seen.policies.add(String(arn));
  const denied = judged.filter(({ use, decision }) => !decision.isAllowed && use.isConditional !== true).map(line);

  expect(denied).toEqual([]);
});

test('every action is one that AWS has', async () => {
  expect(seen.actions.size).toBeGreaterThan(100);
  expect([...(await unknownActions(seen.actions))]).toEqual([]);
});

test('every use has a source', () => {
  expect(
    [...seen.sources].filter(
      (source) => !/^https:\/\/(docs\.aws\.amazon\.com|github\.com\/aws|hadoop\.apache\.org|kubernetes-sigs\.github\.io)\//.test(source),
    ),
  ).toEqual([]);
});

test('every type that names a role tells what is done as it, or why nothing is', () => {
  const silent = [...seen.types].filter((type) => services.typeOf(type)?.onBehalf === undefined);

  expect(silent.filter((type) => NO_ROLE_USES[type] === undefined)).toEqual([]);
  expect(Object.keys(NO_ROLE_USES).filter((type) => !silent.includes(type))).toEqual([]);
});

test('every AWS managed policy that a use needs is known as far as it is relied on', () => {
  const names = [...seen.policies].flatMap((arn) => /:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? []);

  expect(names.filter((name) => MANAGED_POLICIES[name] === undefined && !UNUSED.test(name))).toEqual([]);
});
