import { loadScenario } from '../../lib/scenarios/load';
import { synthesize } from '../../lib/scenarios/synthesize';

test.each([
  ['emr-superset', { coreType: 'u7i-12tb.224xlarge' }],
  ['istio-grpc', { nodeType: 'u7i-12tb.224xlarge' }],
])('%s: a value that the CDK refuses is a refusal of the configuration', async (scenario, set) => {
  const loaded = await loadScenario({ scenario, examples: true, set });
  await expect(synthesize(loaded)).rejects.toMatchObject({
    exitCode: 2,
    refusal: {
      problem: `the CDK refuses the stacks of ${scenario}`,
      got: 'Malformed instance type identifier',
      fix: `stagecraft config ${scenario}`,
    },
  });
});

test.each([
  ['emr-mwaa', 'cidr', '10.300.0.0/16'],
  ['emr-pyspark', 'cidr', '10.300.0.0/16'],
  ['emr-pyspark', 'sshCidr', '203.0.113.700/32'],
  ['firehose-redshift', 'operatorCidr', '203.0.113.700/32'],
  ['firehose-redshift', 'quickSightCidr', '52.23.630.224/27'],
  ['firehose-redshift', 'firehoseCidr', '52.70.630.192/27'],
  ['firehose-redshift', 'vpcCidr', '10.300.0.0/16'],
  ['istio-observability', 'publicCidrs', '300.1.1.1/32'],
  ['rds-postgres', 'allowedCidrs', '203.0.113.7/32,300.1.1.1/32'],
  ['rds-postgres', 'vpcCidr', '10.300.0.0/24'],
])('%s: %s refuses octets above 255', async (scenario, key, value) => {
  await expect(loadScenario({ scenario, examples: true, set: { [key]: value } })).rejects.toMatchObject({
    exitCode: 2,
    refusal: { problem: expect.stringMatching(new RegExp(`^configuration of ${scenario}: ${key}(\\.0)? is not valid$`)) },
  });
});
