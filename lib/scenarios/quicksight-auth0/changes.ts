import type { Change } from '../../contract/change';

/** Changes against the article. */
export const changes: readonly Change[] = [
  {
    article: 'Everything by hand in three consoles',
    here: 'A stack for AWS, jobs for the Auth0 tenant, a list of manual steps',
    why: 'Repeatable, reviewable and removable',
  },
  {
    article: 'An Auth0 rule',
    here: 'A post-login Action, tested and bundled',
    why: 'Rules ended on 18 November 2026, and new tenants have had none since October 2023',
  },
  {
    article: 'The first role of a user counts, whatever it is',
    here: 'Exactly one of the three allowed roles, or access is denied with the reason',
    why: 'A user without a role broke the rule, and an unrelated role made a wrong ARN',
  },
  {
    article: 'The session name is the part before the @',
    here: 'The whole address; unsupported characters are replaced, and a hash keeps such names unique',
    why: 'alice@a.com and alice@b.com would have been one QuickSight user',
  },
  {
    article: 'Any address is accepted',
    here: 'Only a verified one',
    why: 'The address becomes the user name: an unverified one could belong to another person',
  },
  {
    article: 'Account and client id in the source of the rule',
    here: 'Configuration of the Action',
    why: 'The same code serves every tenant and account',
  },
  {
    article: 'Roles with one policy each',
    here: 'The policy is also the permissions boundary of its role',
    why: 'Policies that are attached later cannot extend the role',
  },
  {
    article: 'Users type their e-mail address at the first sign-in',
    here: 'The same, or emailSync: Auth0 sends it as a session tag, and the Action requires an address',
    why: 'Users cannot claim another address',
  },
  {
    article: 'One sign-in address',
    here: 'regionalSignIn adds that of the region',
    why: 'AWS recommends it in case the global one is unavailable',
  },
  {
    article: 'Debugging by reading the decoded response',
    here: 'run quicksight-auth0 inspect decodes it and reports why AWS would reject it',
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
    why: 'AWS recommends it for new subscriptions, but the authentication method is chosen once, at sign-up, and cannot be deployed',
  },
];
