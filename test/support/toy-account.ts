import type { Surroundings } from '../../lib/deployment/surroundings';
import { FakeCloud, made } from './fake-cloud';

/** An account that is bootstrapped and holds nothing else. */
export function bareAccount(): FakeCloud {
  const cloud = new FakeCloud();
  cloud.parameters.set('/cdk-bootstrap/hnb659fds/version', '28');
  return cloud;
}

/** An account in which the toy is deployed and has been used. */
export function usedAccount(): FakeCloud {
  const cloud = bareAccount();
  cloud.addStack('toy-store', {
    resources: [made('AWS::S3::Bucket', 'toy-bucket'), made('AWS::Glue::Database', 'toy_catalog')],
    outputs: { bucket: 'toy-bucket', database: 'toy_catalog' },
  });
  cloud.addStack('toy-work', { resources: [made('AWS::Lambda::Function', 'toy-worker')], outputs: { worker: 'toy-worker' } });
  cloud.buckets.set('toy-bucket', 2);
  cloud.groups.set('/aws/lambda/toy-worker', ['one']);
  return cloud;
}

/** Surroundings in which every command meets this account. Each look at the clock is 1.5 s after the one before. */
export function surroundingsOf(cloud: FakeCloud): Surroundings {
  let ms = 0;
  return {
    env: {},
    connect: async () => cloud.aws(),
    openAccount: async () => cloud.account(),
    now: () => {
      ms += 1_500;
      return ms;
    },
  };
}
