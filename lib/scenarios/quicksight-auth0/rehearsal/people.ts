import type { LoginEvent } from '../../../../workloads/quicksight-auth0/sign-in';

/** A user who tries to sign in, and the expected result: a QuickSight user, or none. */
export interface Person {
  readonly name: string;
  readonly user: LoginEvent['user'];
  readonly roles?: readonly string[];
  /** Client id of the opened application. @default - QuickSight's */
  readonly client?: string;
  readonly becomes: 'ADMIN' | 'AUTHOR' | 'READER' | 'nothing';
}

const confirmed = (email: string, id: string) => ({ email, email_verified: true, user_id: `auth0|${id}` });

/** Invented users: one for each role, and all cases that must be denied. */
export const people: readonly Person[] = [
  { name: 'admin', user: confirmed('admin@example.com', '1'), roles: ['QuickSight-Admin-Role'], becomes: 'ADMIN' },
  { name: 'author', user: confirmed('author@example.com', '2'), roles: ['QuickSight-Author-Role'], becomes: 'AUTHOR' },
  { name: 'reader', user: confirmed('reader@example.com', '3'), roles: ['QuickSight-Reader-Role'], becomes: 'READER' },
  { name: 'the same name elsewhere', user: confirmed('reader@example.org', '4'), roles: ['QuickSight-Reader-Role'], becomes: 'READER' },
  {
    name: 'a role more, for something else',
    user: confirmed('both@example.com', '5'),
    roles: ['Support', 'QuickSight-Author-Role'],
    becomes: 'AUTHOR',
  },
  { name: 'a very long address', user: confirmed(`${'x'.repeat(90)}@example.com`, '6'), roles: ['QuickSight-Reader-Role'], becomes: 'READER' },
  { name: 'no role', user: confirmed('nobody@example.com', '7'), becomes: 'nothing' },
  { name: 'a role for something else', user: confirmed('support@example.com', '8'), roles: ['Support'], becomes: 'nothing' },
  {
    name: 'two roles',
    user: confirmed('two@example.com', '9'),
    roles: ['QuickSight-Admin-Role', 'QuickSight-Reader-Role'],
    becomes: 'nothing',
  },
  {
    name: 'an address that nobody confirmed',
    user: { email: 'admin@example.com', email_verified: false, user_id: 'auth0|10' },
    roles: ['QuickSight-Admin-Role'],
    becomes: 'nothing',
  },
  {
    name: 'another application',
    user: confirmed('author@example.com', '11'),
    roles: ['QuickSight-Author-Role'],
    client: 'intranet',
    becomes: 'nothing',
  },
];
