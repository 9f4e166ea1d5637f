import { expectClean, masked } from '../../support/templates';
import { templatesOf } from './templates';

const templates = Object.values(templatesOf());
const TOKEN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf';
const SETTINGS: Record<string, string>[] = [
  {},
  { size: 'multi', keepSnapshot: 'true', storage: 'git', gitUrl: 'https://github.com/you/notes.git', gitTokenSecret: TOKEN },
];

test.each(SETTINGS)(
  "CloudFormation's validator and cdk-nag find nothing with %j",
  async (set) => {
    await expectClean('emr-zeppelin', set, { account: '111122223333', region: 'us-east-1' });
  },
  120_000,
);

test('the templates are the reviewed ones', () => {
  expect(masked(templates)).toMatchSnapshot();
});
