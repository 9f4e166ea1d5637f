import { statusCommand } from '../../lib/cli/status';
import { surroundings } from '../../lib/deployment/surroundings';
import type { FakeCloud } from '../support/fake-cloud';
import { recordingUi } from '../support/recording-ui';
import { bareAccount, surroundingsOf, usedAccount } from '../support/toy-account';
import { registerToy } from '../support/toy-scenario';

jest.mock('../../lib/deployment/surroundings');
beforeAll(() => registerToy());

async function status(cloud: FakeCloud, now?: Date) {
  jest.mocked(surroundings).mockResolvedValue(surroundingsOf(cloud, now));
  const ui = recordingUi();
  await statusCommand(ui).parseAsync(['toy'], { from: 'user' });
  return ui;
}

test('prints one line when not deployed', async () => {
  const { texts, values } = await status(bareAccount());
  expect(texts).toEqual(['toy, stage dev, is not deployed to account 111122223333 in eu-central-1']);
  expect(values).toMatchObject([
    {
      deployed: false,
      stacks: [
        { name: 'toy-store', status: null },
        { name: 'toy-work', status: null },
      ],
    },
  ]);
});

test('shows the state of each stack, also in words, and the time of its last change', async () => {
  const { texts, values } = await status(usedAccount());
  expect(texts[0]).toMatch(/toy-store +CREATE_COMPLETE +created +1970-01-01T00:00:00\.002Z +-\ntoy-work +CREATE_COMPLETE/);
  expect(values).toMatchObject([{ deployed: true }]);
});

test('shows resource and reason of a failed stack, and names a missing one', async () => {
  const cloud = bareAccount();
  const failure = { stack: 'toy-store', logicalId: 'Data', type: 'AWS::S3::Bucket', status: 'CREATE_FAILED', reason: 'toy-bucket already exists' };
  cloud.addStack('toy-store', { status: 'ROLLBACK_COMPLETE', failures: [failure] });
  const { texts, values } = await status(cloud);
  expect(texts[0]).toMatch(/toy-store +ROLLBACK_COMPLETE +its creation failed and was undone/);
  expect(texts[0]).toMatch(/toy-work +- +not deployed/);
  expect(texts[0]).toContain('toy-store: AWS::S3::Bucket Data is CREATE_FAILED: toy-bucket already exists');
  expect(values).toMatchObject([{ deployed: false, stacks: [{ failures: [failure] }, { status: null }] }]);
});

test('shows a stack that this version no longer has', async () => {
  const cloud = usedAccount();
  cloud.addStack('toy-former');
  expect((await status(cloud)).texts[0]).toContain('toy-former');
});

describe('the time to live', () => {
  // The fake account created its stacks in the first millisecond of 1970.
  const expires = '1970-01-02T12:00:00.001Z';
  const deployed = (hours: string) => {
    const cloud = usedAccount();
    for (const stack of cloud.stacks.values()) stack.tags['stagecraft:ttl-hours'] = hours;
    return cloud;
  };

  test('ends the hours of the tag after the creation of the stack', async () => {
    const { texts, values } = await status(deployed('36'), new Date(Date.parse(expires) - 1));
    expect(texts[0]).toMatch(new RegExp(`expires *\ntoy-store .* ${expires} *\ntoy-work .* ${expires}`));
    expect(values).toMatchObject([
      {
        stacks: [
          { expires, expired: false },
          { expires, expired: false },
        ],
      },
    ]);
  });

  test('is shown as expired from then on', async () => {
    const { texts, values } = await status(deployed('36'), new Date(expires));
    expect(texts[0]).toMatch(/toy-store .* expired *\ntoy-work .* expired/);
    expect(values).toMatchObject([{ stacks: [{ expires, expired: true }, { expired: true }] }]);
  });

  test.each([
    ['without the tag', usedAccount()],
    ['with a tag that is no number of hours', deployed('soon')],
  ])('is unknown %s', async (_, cloud) => {
    const { texts, values } = await status(cloud, new Date(expires));
    expect(texts[0]).toMatch(/toy-store .* - *\ntoy-work .* -$/m);
    expect(JSON.stringify(values)).not.toMatch(/expire/);
  });
});
