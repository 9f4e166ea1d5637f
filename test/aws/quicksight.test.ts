import { DescribeAccountSubscriptionCommand, ListUsersCommand, QuickSightClient } from '@aws-sdk/client-quicksight';
import { mockClient } from 'aws-sdk-client-mock';
import { quickSightVerbs } from '../../lib/aws/quicksight';

const mock = mockClient(QuickSightClient);
const quicksight = quickSightVerbs(new QuickSightClient({ region: 'eu-central-1' }), '111122223333');

beforeEach(() => mock.reset());

test("returns the account's subscription", async () => {
  mock.on(DescribeAccountSubscriptionCommand, { AwsAccountId: '111122223333' }).resolves({
    AccountInfo: { AccountName: 'acme', Edition: 'ENTERPRISE', AuthenticationType: 'IAM_ONLY', AccountSubscriptionStatus: 'ACCOUNT_CREATED' },
  });

  await expect(quicksight.subscription()).resolves.toEqual({
    name: 'acme',
    edition: 'ENTERPRISE',
    authentication: 'IAM_ONLY',
    status: 'ACCOUNT_CREATED',
  });
});

test('returns undefined for an account without a subscription', async () => {
  mock.on(DescribeAccountSubscriptionCommand).rejects(Object.assign(new Error('no'), { name: 'ResourceNotFoundException' }));

  await expect(quicksight.subscription()).resolves.toBeUndefined();
});

test('passes on other errors', async () => {
  mock.on(DescribeAccountSubscriptionCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));

  await expect(quicksight.subscription()).rejects.toThrow('no');
});

test('lists the users of a namespace on every page', async () => {
  mock
    .on(ListUsersCommand, { AwsAccountId: '111122223333', Namespace: 'default', NextToken: undefined })
    .resolves({ UserList: [{ UserName: 'Role/alice', Email: 'a@b.c', Role: 'AUTHOR', Active: true }], NextToken: 'more' })
    .on(ListUsersCommand, { AwsAccountId: '111122223333', Namespace: 'default', NextToken: 'more' })
    .resolves({ UserList: [{ UserName: 'Role/bob' }] });

  await expect(quicksight.users('default')).resolves.toEqual([
    { name: 'Role/alice', email: 'a@b.c', role: 'AUTHOR', active: true },
    { name: 'Role/bob', email: '', role: '', active: false },
  ]);
});

test('names the region of the users when called in another one', async () => {
  const message = 'Operation is being called from endpoint eu-central-1, but your identity region is us-east-1. Please use the us-east-1 endpoint.';
  mock.on(ListUsersCommand).rejects(Object.assign(new Error(message), { name: 'AccessDeniedException' }));

  await expect(quicksight.users('default')).rejects.toThrow(
    /QuickSight keeps its users in another region; .*; repeat the command with --region us-east-1/,
  );
});
