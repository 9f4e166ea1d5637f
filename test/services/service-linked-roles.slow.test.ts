import { registry } from '../../lib/scenarios/registry';
import { templatesOf } from '../support/scenario';
import { type ReadableStatement, readable } from '../support/synth';
import { VARIANTS } from './variants';

const CLEANUP = 'elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup';
const SPOT = 'spot.amazonaws.com/AWSServiceRoleForEC2Spot';

/**
 * Roles that the first call of an account needs, by the action, and by the service that calls EC2 with a role which trusts it. Other roles come with a resource
 * of a stack, whose deployer creates them.
 */
const BY_ACTION: Readonly<Record<string, readonly string[]>> = { 'elasticmapreduce:RunJobFlow': [CLEANUP, SPOT] };
const BY_TRUST: Readonly<Record<string, readonly string[]>> = { 'elasticmapreduce.amazonaws.com': [SPOT] };

interface Principal {
  readonly id: string;
  readonly trusted: string;
  readonly statements: readonly ReadableStatement[];
}

interface Rights {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

type Json = Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;

/** The roles of a template, with the statements that are attached to each. */
function principalsOf(resources: Json): readonly Principal[] {
  const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([id, { Properties = {} }]) => ({
      id,
      trusted: JSON.stringify(Properties['AssumeRolePolicyDocument']),
      statements: policies
        .filter(({ Properties: policy }) => JSON.stringify(policy?.['Roles'] ?? []).includes(`"${id}"`))
        .flatMap(({ Properties: policy }) => (policy?.['PolicyDocument'] as { Statement: Rights[] } | undefined)?.Statement ?? [])
        .map(({ Action, Resource, Condition }) => ({
          actions: [Action].flat() as string[],
          resources: [Resource].flat().map(readable),
          conditions: Condition,
        })),
    }));
}

/** Roles that this principal needs at first use, and cannot create. */
function lackingOf({ trusted, statements }: Principal): readonly string[] {
  const needed = [
    ...Object.entries(BY_ACTION).flatMap(([action, roles]) => (statements.some(({ actions }) => actions.includes(action)) ? roles : [])),
    ...Object.entries(BY_TRUST).flatMap(([service, roles]) => (trusted.includes(service) ? roles : [])),
  ];
  const mayCreate = (role: string) =>
    statements.some(
      ({ actions, resources, conditions }) =>
        actions.includes('iam:CreateServiceLinkedRole') &&
        resources.some((resource) => resource.endsWith(`:role/aws-service-role/${role}`)) &&
        JSON.stringify(conditions) === JSON.stringify({ StringEquals: { 'iam:AWSServiceName': role.split('/')[0] } }),
    );
  return [...new Set(needed)].filter((role) => !mayCreate(role));
}

const templates = Object.keys(registry).flatMap((id) =>
  (VARIANTS[id] ?? [{}]).flatMap((set) =>
    Object.entries(templatesOf(id, set)).map(([stack, template]) => ({ id, stack, resources: template.toJSON()['Resources'] as Json })),
  ),
);

test('every role that makes EMR clusters can create the service-linked roles that the first of an account needs', () => {
  const lacking = templates.flatMap(({ id, stack, resources }) =>
    principalsOf(resources).flatMap((principal) => lackingOf(principal).map((role) => `${id} ${stack}: ${principal.id} lacks ${role}`)),
  );

  expect(lacking).toEqual([]);
});

test('there are state machines, an Airflow environment and roles of EMR among them', () => {
  const principals = templates.flatMap(({ id, resources }) => principalsOf(resources).map((principal) => ({ ...principal, scenario: id })));
  const makers = principals.filter(({ statements }) => statements.some(({ actions }) => actions.includes('elasticmapreduce:RunJobFlow')));
  const served = principals.filter(({ trusted }) => trusted.includes('elasticmapreduce.amazonaws.com'));

  expect([...new Set(makers.map(({ scenario }) => scenario))].sort()).toEqual(['emr-mwaa', 'emr-pyspark']);
  expect([...new Set(served.map(({ scenario }) => scenario))].sort()).toEqual(['emr-pyspark', 'emr-superset', 'emr-zeppelin']);
});
