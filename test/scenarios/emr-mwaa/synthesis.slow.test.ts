import { Socket } from 'node:net';
import { validate } from '../../../lib/insight/validate';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { templatesOf } from './templates';

const PRIVATE = { privateEndpoints: true, customerKey: true, webAccess: 'PRIVATE_ONLY', natGateways: 1, requirementsVersion: 'v1' };

test.each([
  ['without an environment', undefined, {}],
  ['for an account and region, all of it private', { account: '111122223333', region: 'us-east-1' }, PRIVATE],
  ['with the oldest Airflow', undefined, { airflowVersion: '3.0.6', webAccess: 'PUBLIC_ONLY', environmentClass: 'mw1.small' }],
])(
  "CloudFormation's validator and cdk-nag find nothing, %s",
  async (_, env, set) => {
    const { findings, acknowledged } = await validate([await loadScenario({ scenario: 'emr-mwaa', set })], { env });

    expect(findings).toEqual([]);
    expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
  },
  120_000,
);

test('two syntheses give the same bytes, and ask no network', async () => {
  const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('synthesis used the network');
  });
  const loaded = await loadScenario({ scenario: 'emr-mwaa' });
  const templates = [];
  for (const _ of ['first', 'second']) {
    const { stacks } = await synthesize(loaded, { env: { account: '111122223333', region: 'eu-central-1' } });
    templates.push(JSON.stringify(stacks.map(({ template }) => template)));
  }

  expect(templates[0]).toBe(templates[1]);
  expect(connect).not.toHaveBeenCalled();
  connect.mockRestore();
});

test('the templates are the reviewed ones', () => {
  const { network, airflow } = templatesOf('dev');
  const masked = [network, airflow].map((template) => JSON.parse(JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, '<asset>')));

  expect(masked).toMatchSnapshot();
});
