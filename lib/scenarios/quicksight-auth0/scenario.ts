import { workload } from '../../paths';
import type { Scenario } from '../scenario';
import { changes } from './changes';
import { jobs } from './jobs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { tools } from './tools';

/** QuickSight users who are managed in Auth0, or in any other SAML identity provider. */
export const scenario = {
  id: 'quicksight-auth0',
  article: { title: 'Amazon QuickSight Identity Federation with Auth0', published: '2021' },
  story:
    'An organisation manages its users in Auth0. Three roles there (admin, author, reader) have the names of three IAM roles; when a user opens QuickSight, ' +
    'Auth0 signs an assertion with that role, and QuickSight registers the user with the same role. ' +
    'Users have no password or key in AWS, and a user who is removed in Auth0 cannot sign in.',
  idle: 'nothing: IAM is free of charge. The QuickSight subscription and its users cost whether or not this is deployed',
  flow: [
    'a user enters the account name in QuickSight, which redirects to the identity provider with RelayState as the return URL',
    'Auth0 authenticates the user; an Action puts role, provider and session name into the SAML response, or denies access',
    'the browser posts the response to AWS, which checks signature, recipient and the trust policy of the role',
    'QuickSight opens; a new user is registered as admin, author or reader, by the one permission of the role',
  ],
  config,
  example: { metadataFile: workload('quicksight-auth0', 'example', 'metadata.xml') },
  byHand: [
    'Sign up for QuickSight Enterprise with role based federation (SSO), if the account has no subscription: it is a contract, and no stack can make it',
    'Create a machine-to-machine application in Auth0 for `run quicksight-auth0 auth0-apply`, with the scopes that its error names',
    'Assign each user in Auth0 exactly one of the three roles, and require a second factor for the admin role',
    'QuickSight, Manage QuickSight, Single sign-on: enter IdP URL and IdP redirect URL parameter as `outputs` prints them, then enable it',
    'With emailSync: enable e-mail syncing for federated users on the same page',
    'Try each role in a private window: enter the account name at https://quicksight.aws.amazon.com, and the same e-mail address as in Auth0 when asked',
    'Before you destroy it: disable single sign-on, and delete the users that `query quicksight-auth0 users` lists, after handing on what they own',
  ],
  remains: [
    'QuickSight users and their assets: delete them in QuickSight, which costs for each of them',
    'the subscription to QuickSight, and its setting for single sign-on',
    'application, roles and Action in Auth0: stagecraft run quicksight-auth0 auth0-remove --param domain=<tenant>',
  ],
  contract,
  jobs,
  queries,
  tools,
  // Sign-ins are logged in CloudTrail and in the Auth0 tenant.
  logs: {},
  rehearsal,
  changes,
} satisfies Scenario<typeof config, typeof contract>;
