import type { DeployedResource } from '../../lib/contract/resources';
import type { ServiceVerbs } from '../../lib/contract/service-verbs';
import { type ServiceContext, services } from '../../lib/services';
import { recordingTask } from '../support/task';
import { LOCATION } from './deployed';

/** An account in which Cloud Control reads these properties. */
function account(resources: readonly DeployedResource[], properties: Readonly<Record<string, unknown>> | undefined) {
  const updates: unknown[] = [];
  const verbs = {
    cloudControl: {
      resource: async () => (properties === undefined ? { state: 'absent' } : { state: 'present', properties }),
      update: async (...[type, identifier, values]: unknown[]) => updates.push([type, identifier, values]),
    },
  } as unknown as ServiceVerbs;
  const context: ServiceContext = { verbs, location: LOCATION, resources, tags: {} };
  return { updates, context };
}

const protectionOf = ({ resources: [first] }: ServiceContext) => services.typeOf(first?.type ?? '')?.protection;
const find = async (context: ServiceContext) => protectionOf(context)?.find(context.resources, context);
const remove = async (context: ServiceContext) => protectionOf(context)?.remove(context.resources, context, recordingTask());

const PROTECTED: readonly [type: string, noun: string, on: Record<string, unknown>, off: Record<string, unknown>][] = [
  ['AWS::RDS::DBInstance', 'database', { DeletionProtection: true }, { '/DeletionProtection': false }],
  ['AWS::RDS::DBCluster', 'database cluster', { DeletionProtection: true }, { '/DeletionProtection': false }],
  ['AWS::EKS::Cluster', 'EKS cluster', { DeletionProtection: true }, { '/DeletionProtection': false }],
  ['AWS::DynamoDB::Table', 'table', { DeletionProtectionEnabled: true }, { '/DeletionProtectionEnabled': false }],
  ['AWS::Cognito::UserPool', 'user pool', { DeletionProtection: 'ACTIVE' }, { '/DeletionProtection': 'INACTIVE' }],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    'load balancer',
    { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] },
    { '/LoadBalancerAttributes': [{ Key: 'deletion_protection.enabled', Value: 'false' }] },
  ],
];

test.each(PROTECTED)('the deletion protection of a %s is found and taken off', async (type, noun, on, off) => {
  const { context, updates } = account([{ type, physicalId: 'x' }], on);

  await expect(find(context)).resolves.toEqual([`${noun} x, by its deletion protection`]);
  await remove(context);
  expect(updates).toEqual([[type, 'x', off]]);
});

test.each(PROTECTED)('a %s without it, or that is gone, is not changed', async (type) => {
  for (const properties of [{}, undefined]) {
    const { context, updates } = account([{ type, physicalId: 'x' }], properties);

    await expect(find(context)).resolves.toEqual([]);
    await remove(context);
    expect(updates).toEqual([]);
  }
});

test('a DocumentDB cluster is unprotected by the API that it shares with RDS', async () => {
  const unprotected: string[] = [];
  const verbs = {
    rds: { isClusterProtected: async (id: string) => id === 'kept', unprotectCluster: async (id: string) => unprotected.push(id) },
  } as unknown as ServiceVerbs;
  const resources = ['kept', 'free'].map((physicalId) => ({ type: 'AWS::DocDB::DBCluster', physicalId }));
  const context: ServiceContext = { verbs, location: LOCATION, resources, tags: {} };

  await expect(find(context)).resolves.toEqual(['database cluster kept, by its deletion protection']);
  await remove(context);
  expect(unprotected).toEqual(['kept']);
});
