import { workload } from '../../paths';
import type { Scenario } from '../scenario';
import { changes } from './changes';
import { jobs } from './jobs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { tools } from './tools';

/** Users of QuickSight who are managed in Auth0, or in any other identity provider that speaks SAML. */
export const scenario = {
  id: 'quicksight-auth0',
  article: { title: 'Amazon QuickSight Identity Federation with Auth0', published: '2021' },
  story:
    'An organisation keeps its people in Auth0. Three roles there (admin, author, reader) have the names of three roles in IAM; when somebody opens QuickSight, ' +
    'Auth0 signs an assertion that says which one is theirs, and QuickSight makes them a user of that kind. ' +
    'Nobody has a password or a key in AWS, and who leaves in Auth0 has left here.',
  idle: 'nothing: IAM is free of charge. The QuickSight subscription and its users cost whether or not this is deployed',
  flow: [
    'somebody enters the account name in QuickSight, which sends them to the identity provider with RelayState as the way back',
    'Auth0 signs them in; an Action finds their one role, and puts role, provider and session name into the SAML response, or denies access',
    'the browser posts the response to AWS, which checks signature, recipient and the trust policy of the role',
    'QuickSight opens; who comes for the first time is registered as admin, author or reader, as the one permission of the role says',
  ],
  config,
  example: { metadataFile: workload('quicksight-auth0', 'example', 'metadata.xml') },
  byHand: [
    'Sign up for QuickSight Enterprise with role based federation (SSO), if the account has no subscription: it is a contract, and no stack can make it',
    'Make a machine-to-machine application in Auth0 for `run quicksight-auth0 auth0-apply`, with the scopes that its error names',
    'Give each person in Auth0 exactly one of the three roles, and require a second factor for the admin role',
    'QuickSight, Manage QuickSight, Single sign-on: enter IdP URL and IdP redirect URL parameter as `outputs` prints them, then switch it on',
    'With emailSync: switch on e-mail syncing for federated users on the same page',
    'Try each role in a private window: enter the account name at https://quicksight.aws.amazon.com, and the same e-mail address as in Auth0 when asked',
    'Before you destroy it: switch single sign-on off, and delete the users that `query quicksight-auth0 users` lists, after handing on what they own',
  ],
  remains: [
    'users of QuickSight and what they own: delete them in QuickSight, which costs for each of them',
    'the subscription to QuickSight, and its setting for single sign-on',
    'application, roles and Action in Auth0: stagecraft run quicksight-auth0 auth0-remove --param domain=<tenant>',
  ],
  contract,
  jobs,
  queries,
  tools,
  // Sign-ins stand in CloudTrail and in the log of the Auth0 tenant.
  logs: {},
  rehearsal,
  changes,
} satisfies Scenario<typeof config, typeof contract>;
