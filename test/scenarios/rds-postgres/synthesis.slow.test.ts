import { Socket } from 'node:net';
import { LAMBDA_RUNTIME, POSTGRES_VERSIONS } from 'stagecraft-constructs/versions';
import { validate } from '../../../lib/insight/validate';
import { loadScenario } from '../../../lib/scenarios/load';
import { config } from '../../../lib/scenarios/rds-postgres/settings';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { templatesOf } from './templates';

const { alerts, database } = templatesOf();

test('nothing but the pinned versions is deployed, and both can be', () => {
  const deployed = JSON.stringify(database.toJSON());
  expect([...new Set(deployed.match(/"EngineVersion":"[^"]*"/g))]).toEqual([`"EngineVersion":"${POSTGRES_VERSIONS[0]}"`]);
  expect([...new Set(deployed.match(/"Runtime":"[^"]*"/g))]).toEqual([`"Runtime":"${LAMBDA_RUNTIME}"`]);
  expect(config.shape.engineVersion.unwrap().options).toEqual([...POSTGRES_VERSIONS]);
});

test('two syntheses give the same bytes, and ask no network', async () => {
  const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('synthesis used the network');
  });
  const loaded = await loadScenario({ scenario: 'rds-postgres' });
  const templates = async () =>
    (await synthesize(loaded, { env: { account: '111122223333', region: 'eu-central-1' } })).stacks.map(({ template }) => JSON.stringify(template));
  expect(await templates()).toEqual(await templates());
  expect(connect).not.toHaveBeenCalled();
  connect.mockRestore();
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
    const { findings, acknowledged } = await validate([await loadScenario({ scenario: 'rds-postgres', set })], {
      env: { account: '111122223333', region: 'us-east-1' },
    });
    expect(findings).toEqual([]);
    expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
  },
  120_000,
);

test('the templates are the reviewed ones', () => {
  const masked = [alerts, database].map((template) => JSON.parse(JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, '<asset>')));
  expect(masked).toMatchSnapshot();
});
