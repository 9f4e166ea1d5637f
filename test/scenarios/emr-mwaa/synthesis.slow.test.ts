import { expectClean, masked } from '../../support/templates';
import { templatesOf } from './templates';

const PRIVATE = { privateEndpoints: true, customerKey: true, webAccess: 'PRIVATE_ONLY', natGateways: 1, requirementsVersion: 'v1' };

test.each([
  ['without an environment', undefined, {}],
  ['for an account and region, all of it private', { account: '111122223333', region: 'us-east-1' }, PRIVATE],
  ['with the oldest Airflow', undefined, { airflowVersion: '3.0.6', webAccess: 'PUBLIC_ONLY', environmentClass: 'mw1.small' }],
])(
  "CloudFormation's validator and cdk-nag find nothing, %s",
  async (_, env, set) => {
    await expectClean('emr-mwaa', set, env);
  },
  120_000,
);

test('the templates are the reviewed ones', () => {
  const { network, airflow } = templatesOf();
  expect(masked([network, airflow])).toMatchSnapshot();
});
