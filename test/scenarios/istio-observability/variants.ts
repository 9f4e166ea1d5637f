import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'with every option',
    set: {
      domain: 'example.com',
      hostedZoneId: 'Z0123456789',
      tracing: 'zipkin',
      slackWebhookSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-AbCdEf',
      adminArns: 'arn:aws:iam::111122223333:role/Admin',
      publicCidrs: '203.0.113.7/32',
      allowedCidrs: '203.0.113.0/24',
      availabilityZones: 'us-east-1a,us-east-1b,us-east-1c',
    },
    env: { account: '111122223333', region: 'us-east-1' },
  },
  { name: 'with Auto Mode', set: { autoMode: 'true' } },
];
