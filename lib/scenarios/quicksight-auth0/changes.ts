import type { Change } from '../../contract/change';

/** What the article did, what is done here, and why. */
export const changes: readonly Change[] = [
  {
    article: 'Everything by hand in three consoles',
    here: 'A stack for AWS, jobs for the Auth0 tenant, a list of what only a person can do',
    why: 'It can be repeated, reviewed and taken down',
  },
  {
    article: 'An Auth0 rule',
    here: 'A post-login Action, tested and bundled',
    why: 'Rules ended on 18 November 2026, and new tenants have had none since October 2023',
  },
  {
    article: 'The first role of a person counts, whatever it is',
    here: 'Exactly one of the three allowed roles, or access is denied with the reason',
    why: 'Somebody without a role broke the rule, and an unrelated role made a wrong ARN',
  },
  {
    article: 'The session is named by what stands before the @',
    here: 'By the whole address; what AWS does not take is replaced, and a hash keeps such names apart',
    why: 'alice@a.com and alice@b.com would have been one user of QuickSight',
  },
  {
    article: 'Any address counts',
    here: 'Only one that is confirmed',
    why: "The address becomes the name of the user: an unconfirmed one could be somebody else's",
  },
  {
    article: 'Account and client id in the source of the rule',
    here: 'Configuration of the Action',
    why: 'The same code serves every tenant and account',
  },
  {
    article: 'Roles with one policy each',
    here: 'The policy is also the permissions boundary of its role',
    why: 'Whatever is attached later, the role can do no more',
  },
  {
    article: 'People type their e-mail address when they come for the first time',
    here: 'The same, or emailSync: it comes from Auth0 as session tag, for which the Action demands an address',
    why: 'Nobody can claim another address',
  },
  {
    article: 'One sign-in address',
    here: 'regionalSignIn adds that of the region',
    why: 'AWS advises it, for when the global one cannot be reached',
  },
  {
    article: 'Debugging by reading the decoded response',
    here: 'run quicksight-auth0 inspect reads it and says what AWS would have against it',
    why: 'The condition saml:aud is compared with the recipient, not with the audience: hard to see by eye',
  },
  {
    article: 'Auth0',
    here: 'Any identity provider by its metadata; the jobs are for Auth0',
    why: 'Okta, Entra, Google and Ping publish the same document',
  },
  {
    article: 'IAM federation as the only way',
    here: 'The same; IAM Identity Center is not built',
    why: 'AWS recommends it for new subscriptions, but how users are known is chosen once, at sign-up, and cannot be deployed',
  },
];
