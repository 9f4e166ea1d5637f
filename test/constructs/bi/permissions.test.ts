import { Lazy, Stack } from 'aws-cdk-lib';
import { permissionsOf } from 'stagecraft-constructs/bi';
import { OWNER, READER } from './lake';

const rights = { reader: ['Describe'], owner: ['Delete'] };

test('owners get the actions of readers and more', () => {
  expect(permissionsOf(new Stack(), { owners: [OWNER], readers: [READER] }, rights)).toEqual([
    { principal: OWNER, actions: ['quicksight:Describe', 'quicksight:Delete'] },
    { principal: READER, actions: ['quicksight:Describe'] },
  ]);
});

test('leaves permissions undefined without principals, since QuickSight refuses an empty list', () => {
  expect(permissionsOf(new Stack(), {}, rights)).toBeUndefined();
});

test('accepts a principal that is a token', () => {
  const principal = Lazy.string({ produce: () => OWNER });

  expect(permissionsOf(new Stack(), { owners: [principal] }, rights)).toEqual([{ principal, actions: ['quicksight:Describe', 'quicksight:Delete'] }]);
});

test.each([
  ['arn:aws:quicksight:eu-west-1:111122223333:namespace/default'],
  ['arn:aws-cn:quicksight:cn-north-1:111122223333:user/default/role/session@example.com'],
])('takes %s', (principal) => {
  expect(permissionsOf(new Stack(), { readers: [principal] }, rights)).toEqual([{ principal, actions: ['quicksight:Describe'] }]);
});

test.each([['analyst'], ['arn:aws:iam::111122223333:user/analyst'], ['arn:aws:quicksight:eu-west-1:111122223333:user/']])(
  'refuses %s',
  (principal) => {
    expect(() => permissionsOf(new Stack(), { owners: [principal] }, rights)).toThrow(
      new RegExp(`not a QuickSight user or group.*got '${principal}'; allowed: arn:.*aws quicksight list-users`),
    );
  },
);

test('refuses a principal that is owner and reader', () => {
  expect(() => permissionsOf(new Stack(), { owners: [OWNER], readers: [OWNER] }, rights)).toThrow(/both owners and readers.*owners may read/);
});
