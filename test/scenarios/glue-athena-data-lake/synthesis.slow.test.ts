import { Match } from 'aws-cdk-lib/assertions';
import { ATHENA_ENGINE, GLUE_VERSIONS, LAMBDA_RUNTIME } from 'stagecraft-constructs/versions';
import { propertiesOf, readable } from '../../support/synth';
import { expectClean, masked } from '../../support/templates';
import { namesOf, templatesOf } from './templates';

const { lake, processing } = templatesOf();
const both = [lake, processing];

test('another stage has names of its own', () => {
  const other = templatesOf({}, 'test-2');

  expect(namesOf(other.processing, 'AWS::Lambda::Function', 'FunctionName')).toContain('athena-complex-etl-query-test-2');
  expect(namesOf(other.processing, 'AWS::Glue::Crawler', 'Name')).toContain('smart-hub-rates-xml-test-2');
  expect(propertiesOf(other.lake, 'AWS::S3::Bucket').map(({ BucketName }) => readable(BucketName))).toContain(
    'smart-hub-data-<account>-<region>-test-2',
  );
  other.lake.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'smart_hub_data_catalog_test_2' } });
});

test('everything goes with its stack, and says which scenario, stage and time to live it has', () => {
  for (const template of both) {
    const kept = Object.entries(template.toJSON().Resources).filter(
      ([, resource]) => (resource as { DeletionPolicy?: string }).DeletionPolicy === 'Retain',
    );
    expect(kept).toEqual([]);
  }
  lake.allResourcesProperties('AWS::S3::Bucket', {
    Tags: Match.arrayWith([
      { Key: 'stagecraft:scenario', Value: 'glue-athena-data-lake' },
      { Key: 'stagecraft:stage', Value: 'dev' },
      { Key: 'stagecraft:ttl-hours', Value: '24' },
    ]),
  });
});

test('nothing but the pinned versions is deployed', () => {
  const deployed = JSON.stringify(both.map((template) => template.toJSON()));

  expect([...new Set(deployed.match(/"GlueVersion":"[^"]*"/g))]).toEqual([`"GlueVersion":"${GLUE_VERSIONS[0]}"`]);
  expect([...new Set(deployed.match(/"Runtime":"[^"]*"/g))]).toEqual([`"Runtime":"${LAMBDA_RUNTIME}"`]);
  expect([...new Set(deployed.match(/"SelectedEngineVersion":"[^"]*"/g))]).toEqual([`"SelectedEngineVersion":"${ATHENA_ENGINE}"`]);
});

test.each([
  ['without an environment', undefined, {}],
  [
    'for an account and region, with the dashboard',
    { account: '111122223333', region: 'us-east-1' },
    { withDashboard: true, quicksightPrincipal: 'arn:aws:quicksight:us-east-1:111122223333:user/default/owner' },
  ],
])(
  "CloudFormation's validator and cdk-nag find nothing, %s",
  async (_, env, set) => {
    await expectClean('glue-athena-data-lake', set, env);
  },
  60_000,
);

test('the templates are the reviewed ones', () => {
  expect(masked(both)).toMatchSnapshot();
});
