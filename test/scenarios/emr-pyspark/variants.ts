import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'without an environment', set: {} },
  {
    name: 'for production in an account, with SSH',
    set: { environment: 'prod', keyPair: 'k', sshCidr: '203.0.113.7/32' },
    env: { account: '111122223333', region: 'us-east-1' },
  },
  {
    name: 'on Spark 4, without a long-lived cluster and EMR Serverless',
    set: { releaseLabel: 'emr-spark-8.1.0', longLived: false, serverless: false },
  },
];
