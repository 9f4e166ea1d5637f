import { expectClean, masked } from '../../support/templates';
import { templatesOf } from './templates';

test.each([
  ['without an environment', undefined, {}],
  [
    'for production in an account, with SSH',
    { account: '111122223333', region: 'us-east-1' },
    { environment: 'prod', keyPair: 'k', sshCidr: '203.0.113.7/32' },
  ],
  [
    'on Spark 4, without a long-lived cluster and EMR Serverless',
    undefined,
    { releaseLabel: 'emr-spark-8.1.0', longLived: false, serverless: false },
  ],
])(
  "CloudFormation's validator and cdk-nag find nothing, %s",
  async (_, env, set) => {
    await expectClean('emr-pyspark', set, env);
  },
  180_000,
);

test('the templates are the reviewed ones', () => {
  expect(masked(Object.values(templatesOf()))).toMatchSnapshot();
});
