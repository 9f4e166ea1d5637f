import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [
  { name: 'in an account', set: {}, env: { account: '111122223333', region: 'us-east-1' } },
  {
    name: 'with several nodes, a final snapshot and notes in Git',
    set: {
      size: 'multi',
      keepSnapshot: 'true',
      storage: 'git',
      gitUrl: 'https://github.com/you/notes.git',
      gitTokenSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf',
    },
    env: { account: '111122223333', region: 'us-east-1' },
  },
];
