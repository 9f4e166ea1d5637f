import { LAMBDA_RUNTIME, POSTGRES_VERSIONS } from 'stagecraft-constructs/versions';
import { config } from '../../../lib/scenarios/rds-postgres/settings';
import { expectClean, masked } from '../../support/templates';
import { templatesOf } from './templates';

const { alerts, database } = templatesOf();

test('nothing but the pinned versions is deployed, and both can be', () => {
  const deployed = JSON.stringify(database.toJSON());
  expect([...new Set(deployed.match(/"EngineVersion":"[^"]*"/g))]).toEqual([`"EngineVersion":"${POSTGRES_VERSIONS[0]}"`]);
  expect([...new Set(deployed.match(/"Runtime":"[^"]*"/g))]).toEqual([`"Runtime":"${LAMBDA_RUNTIME}"`]);
  expect(config.shape.engineVersion.unwrap().options).toEqual([...POSTGRES_VERSIONS]);
});

test.each<[string, Record<string, string>]>([
  ['by default', {}],
  [
    'with a public address, a standby, two replicas and every alert',
    {
      publicAccess: 'true',
      allowedCidrs: '203.0.113.7/32',
      multiAz: 'true',
      replicas: '2',
      alertEmail: 'someone@example.com',
      alertPhone: '+12025550100',
      alertWebhook: 'https://example.com/events',
    },
  ],
  [
    'with PostgreSQL 18, without replica and gateway, with a snapshot',
    { engineVersion: '18.6', replicas: '0', withGateway: 'false', keepSnapshot: 'true' },
  ],
])(
  "CloudFormation's validator and cdk-nag find nothing, %s",
  async (_, set) => {
    await expectClean('rds-postgres', set, { account: '111122223333', region: 'us-east-1' });
  },
  120_000,
);

test('the templates are the reviewed ones', () => {
  expect(masked([alerts, database])).toMatchSnapshot();
});
