import { validate } from '../../../lib/insight/validate';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { templatesOf } from './templates';

const templates = Object.values(templatesOf('dev'));
const SETTINGS: Record<string, string>[] = [
  {},
  { source: 'trino', vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'us-east-1a' },
];

test.each(SETTINGS)(
  "CloudFormation's validator and cdk-nag find nothing with %j",
  async (set) => {
    const env = { account: '111122223333', region: 'us-east-1' };
    const { findings, acknowledged } = await validate([await loadScenario({ scenario: 'emr-superset', set })], { env });

    expect(findings).toEqual([]);
    expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
  },
  120_000,
);

test('two syntheses give the same templates', async () => {
  const loaded = await loadScenario({ scenario: 'emr-superset' });
  const env = { account: '111122223333', region: 'eu-central-1' };
  const texts = [];
  for (const _ of ['first', 'second']) texts.push((await synthesize(loaded, { env })).stacks.map(({ template }) => JSON.stringify(template)));

  expect(texts[0]?.length).toBe(templates.length);
  expect(texts[0]).toEqual(texts[1]);
}, 60_000);

test('the templates are the reviewed ones', () => {
  const masked = templates.map((template) => JSON.parse(JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, '<asset>')));

  expect(masked).toMatchSnapshot();
});
