import { expectClean, masked } from '../../support/templates';
import { templatesOf } from './templates';

const templates = Object.values(templatesOf());
const SETTINGS: Record<string, string>[] = [
  {},
  { source: 'trino', vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'us-east-1a' },
];

test.each(SETTINGS)(
  "CloudFormation's validator and cdk-nag find nothing with %j",
  async (set) => {
    await expectClean('emr-superset', set, { account: '111122223333', region: 'us-east-1' });
  },
  120_000,
);

test('the templates are the reviewed ones', () => {
  expect(masked(templates)).toMatchSnapshot();
});
