import type { DeployedResource, Location } from '../contract/resources';
import type { LoadedScenario } from '../scenarios/load';
import { services } from '../services';
import { type KnownStack, readStacks } from '../services/stacks';
import { roleServicesOf, withRoleConditions } from './deployer/conditions';
import { handlersByType, ownCalls } from './deployer/data';
import { type ManagedPolicies, managedPolicies } from './deployer/managed';
import { actionsOfOperation } from './deployer/operation-actions';
import { type DeployerStatement, type KnownArn, statementsFor } from './deployer/statements';
import { ANYWHERE, madeUp } from './made-up';

export type { ManagedPolicies } from './deployer/managed';
export type { DeployerStatement } from './deployer/statements';

/** What it takes to deploy and destroy a scenario in a bootstrapped account. */
export interface DeployerNeeds {
  /** A person or a role of CI: the roles of the bootstrap stack, and what deployment, jobs, queries, tools and teardown call with its credentials. */
  readonly person: readonly DeployerStatement[];
  /** The role with which CloudFormation makes, reads, changes and deletes the resources. */
  readonly executionRole: readonly DeployerStatement[];
  /** The statements as managed policies, which can be attached as they stand. */
  readonly policies: { readonly person: ManagedPolicies; readonly executionRole: ManagedPolicies };
  /** Resource types and operations of which it is not known what they need. */
  readonly unknown: readonly string[];
}

export interface DeployerOptions {
  /** @default - account 111122223333 in eu-central-1 */
  readonly location?: Location;
  /** Qualifier of the bootstrap stack. @default 'hnb659fds' */
  readonly qualifier?: string;
  /** The scenario publishes container images. @default false */
  readonly hasImages?: boolean;
}

/** Types that need no permission: CloudFormation keeps them to itself. */
const NOTHING = ['AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle'];

/** What CloudFormation needs for a resource of any name whose work a function does. */
const CUSTOM = /^(Custom::|AWS::CloudFormation::CustomResource$)/;

/** What toolkit-lib and a teardown call in every account, beside what is listed by scripts/list-calls.mjs. */
const ALWAYS = ['cloudformation', 'cloudControl'];

/** Tells what a person and CloudFormation's execution role need for a scenario; a type without data is named. */
export async function deployerNeeds(
  { scenario }: Pick<LoadedScenario, 'scenario'>,
  templates: readonly KnownStack[],
  { location = ANYWHERE, qualifier = 'hnb659fds', hasImages = false }: DeployerOptions = {},
): Promise<DeployerNeeds> {
  const resources = readStacks(templates, location, madeUp(location, new Map())).flatMap((stack) => stack.resources);
  const types = [...new Set(templates.flatMap(typesIn))].filter((type) => !NOTHING.includes(type)).sort();
  const data = handlersByType();
  const handled = types.flatMap((type) => {
    const handlers = data[type];
    const known = resources.filter((resource) => resource.type === type).flatMap((resource) => knownArn(resource, location));
    return handlers ? [{ type, ...handlers, known }] : [];
  });

  const creating = handled.filter((handlers) => [...handlers.create, ...handlers.update].includes('iam:CreateServiceLinkedRole'));
  const roleServices = roleServicesOf(
    resources,
    creating.map(({ type }) => type),
  );

  const own = await ownActions(scenario.id, types);
  // Cloud Control reads a resource with the credentials of its caller.
  const called = await statementsFor([{ actions: own.actions }, ...handled.map(({ read, known }) => ({ actions: read, known }))], location);
  const atDeployment = [...templates.flatMap(readAtDeployment), ...(types.some(isCustom) ? ['lambda:InvokeFunction'] : [])];
  const handlers = await statementsFor(
    [
      { actions: atDeployment },
      ...handled.map(({ create, read, update, delete: removal, known }) => ({ actions: [...create, ...read, ...update, ...removal], known })),
    ],
    location,
  );
  const person = [assumeBootstrapRoles(location, qualifier, hasImages), ...withRoleConditions(called, roleServices, location)];
  const executionRole = withRoleConditions(handlers, roleServices, location);
  return {
    person,
    executionRole,
    policies: { person: managedPolicies(person), executionRole: managedPolicies(executionRole) },
    unknown: [...types.filter((type) => !data[type] && !isCustom(type)), ...own.unknown, ...roleServices.unknown],
  };
}

/** The roles of `cdk bootstrap`: they read the version of the bootstrap stack, publish assets and start CloudFormation. */
function assumeBootstrapRoles({ partition, region, account }: Location, qualifier: string, hasImages: boolean): DeployerStatement {
  const roles = ['deploy', 'file-publishing', ...(hasImages ? ['image-publishing'] : []), 'lookup'];
  return {
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: roles.map((role) => `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${role}-role-${account}-${region}`),
  };
}

async function ownActions(id: string, types: readonly string[]) {
  const { deployment, verbs, scenarios } = ownCalls();
  const { verbs: named = [], operations = [] } = scenarios[id] ?? {};
  // A teardown stops and sweeps by the types of the resources.
  const namespaces = types.map((type) => type.split('::')[1]?.toLowerCase());
  const swept = Object.keys(verbs).filter((verb) => namespaces.includes(verb.toLowerCase()));
  const calls = [...deployment, ...operations, ...[...ALWAYS, ...named, ...swept].flatMap((verb) => verbs[verb] ?? [])];
  const mapped = await Promise.all([...new Set(calls)].map(async (call) => ({ call, actions: await actionsOfOperation(call) })));
  return {
    actions: mapped.flatMap(({ actions = [] }) => actions),
    unknown: mapped.flatMap(({ call, actions }) => (actions ? [] : [call])),
  };
}

function knownArn(resource: DeployedResource, location: Location): readonly KnownArn[] {
  const arn = services.arnOf(resource, location);
  if (arn === undefined) return [];
  const fixed = services.fixedIdOf(resource.type, resource.properties ?? {}, location);
  return [{ arn, isFixed: fixed !== undefined && fixed === resource.physicalId }];
}

function typesIn({ template }: KnownStack): readonly string[] {
  const { Resources = {} } = (template ?? {}) as { readonly Resources?: Readonly<Record<string, { readonly Type: string }>> };
  return Object.values(Resources).map(({ Type }) => Type);
}

/** What CloudFormation reads itself: parameters of Systems Manager, and secrets and parameters in dynamic references. */
function readAtDeployment({ template }: KnownStack): readonly string[] {
  const text = JSON.stringify(template ?? {});
  return [
    ...(/AWS::SSM::Parameter::Value|\{\{resolve:ssm/.test(text) ? ['ssm:GetParameters'] : []),
    ...(text.includes('{{resolve:secretsmanager') ? ['secretsmanager:GetSecretValue'] : []),
  ];
}

function isCustom(type: string): boolean {
  return CUSTOM.test(type);
}
