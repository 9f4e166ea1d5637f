import type { Surroundings } from '../../lib/deployment/surroundings';
import { FakeCloud, made } from './fake-cloud';

/** A bootstrapped account without other resources. */
export function bareAccount(): FakeCloud {
  const cloud = new FakeCloud();
  cloud.parameters.set('/cdk-bootstrap/hnb659fds/version', '28');
  return cloud;
}

/** An account in which the toy has been deployed and used. */
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

/** Surroundings in which every command uses this account, at this time. The clock advances by 1.5 s with each reading. */
export function surroundingsOf(cloud: FakeCloud, date = new Date(0)): Surroundings {
  let ms = 0;
  return {
    env: {},
    connect: async () => cloud.aws(),
    openAccount: async () => cloud.account(),
    run: async () => '',
    now: () => {
      ms += 1_500;
      return ms;
    },
    date: () => date,
  };
}
