import { z } from 'zod';
import { signInWith } from '../../../../workloads/quicksight-auth0/local/aws-sign-in';
import { readMetadata } from '../../../../workloads/quicksight-auth0/saml/metadata';
import type { Rehearsal, StackTemplate } from '../../../rehearsal/rehearsal';
import { type Config, kit } from '../settings';
import { iamOf } from './iam';
import { readIdentity, readMetadataFile, writeIdentity } from './identity';
import { people } from './people';
import { attempt, responses } from './sign-in';

/** Fixed time of every sign-in. */
const AT = new Date('2026-11-20T08:00:00Z');

/** The IAM side of templates, with the identity provider of this rehearsal. */
const iamIn = async (templates: readonly StackTemplate[], workspace: string) => iamOf(templates, await readMetadataFile(workspace));

/** Rehearses the sign-in: an identity provider that signs, the Action of Auth0, and the synthesized roles. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: {
    provider: kit.step({
      title: 'Create an identity provider with a self-signed certificate, and read its metadata',
      needs: [],
      async run({ workspace }) {
        const { entityId, signInUrl, certificates } = readMetadata(await writeIdentity(workspace));
        return { entity: entityId, signInUrl, certificates: certificates.length };
      },
    }),

    roles: kit.step({
      title: 'Read provider and roles with their policies out of the template',
      needs: [],
      async run({ workspace, templates, publish }) {
        const { providers, roles, actions } = await iamIn(templates, workspace);
        publish('roles', { columns: ['role', 'may'], rows: Object.entries(actions).map(([role, may]) => [role, may.join(', ')]) });
        return {
          providers: Object.keys(providers).length,
          roles: Object.keys(roles).length,
          permissions: Object.values(actions).flat().sort().join(', '),
        };
      },
    }),

    'sign-in': kit.step({
      title: 'Let people sign in: the Action decides, a response is signed, AWS checks it against the role',
      needs: [],
      async run({ config, workspace, stage, templates, publish }) {
        const side = { workspace, stage, config, iam: await iamIn(templates, workspace), at: AT };
        const tried = [];
        for (const person of people) tried.push({ person, ...(await attempt(person, side)) });
        publish('sign-ins', {
          columns: ['who', 'roles', 'Action', 'AWS', 'QuickSight user', 'becomes', 'outcome'],
          rows: tried.map(({ person, action, aws, user, becomes }) => [
            person.name,
            person.roles?.join(', ') ?? '',
            action,
            aws,
            user,
            becomes,
            becomes === 'nothing' ? 'stays outside' : 'signs in',
          ]),
        });
        const users = tried.flatMap(({ user }) => (user === '' ? [] : [user]));
        return {
          people: tried.length,
          in: users.length,
          users: new Set(users).size,
          asExpected: tried.filter(({ person, becomes }) => becomes === person.becomes).length,
          longestSession: Math.max(...users.map((user) => user.slice(user.indexOf('/') + 1).length)),
        };
      },
    }),

    forgeries: kit.step({
      title: 'Post responses that are late, forged, changed or for another recipient',
      needs: [],
      async run({ config, workspace, templates, templatesWith, publish }) {
        // One of them has a tag that the roles refuse without emailSync alone.
        const iam = await iamIn(config.emailSync ? await templatesWith({ emailSync: false }) : templates, workspace);
        const posted = Object.entries(await responses(await readIdentity(workspace), iam, AT));
        const answers = await Promise.all(posted.map(async ([what, response]) => ({ what, ...(await signInWith(response, iam, AT)) })));
        publish('responses', { columns: ['response', 'AWS'], rows: answers.map((each) => [each.what, each.granted ? 'granted' : each.reason]) });
        const granted = answers.filter((each) => each.granted).map(({ what }) => what);
        return { posted: answers.length, refused: answers.length - granted.length, granted: granted.join(', ') };
      },
    }),

    'email-sync': kit.step({
      title: 'Sign in with the e-mail address as session tag, which the roles then take',
      needs: [],
      async run({ config, workspace, stage, templates, templatesWith }) {
        // The other of the two variants is not the run's.
        const other = await templatesWith({ emailSync: !config.emailSync });
        const [withSync, withoutSync] = config.emailSync ? [templates, other] : [other, templates];
        const side = { workspace, stage, config: { ...config, emailSync: true }, at: AT };
        const [reader] = people.filter(({ becomes }) => becomes === 'READER');
        const taken = await attempt(reader!, { ...side, iam: await iamIn(withSync, workspace) });
        const refused = await attempt(reader!, { ...side, iam: await iamIn(withoutSync, workspace) });
        return { withTag: taken.aws, rolesWithoutSync: refused.aws };
      },
    }),
  },
  checks: [
    { description: 'the metadata names one certificate', fact: 'provider.certificates', expected: 1 },
    { description: 'one identity provider', fact: 'roles.providers', expected: 1 },
    { description: 'three roles', fact: 'roles.roles', expected: 3 },
    {
      description: 'one permission for each: to become what the role is called',
      fact: 'roles.permissions',
      expected: 'quicksight:CreateAdmin, quicksight:CreateReader, quicksight:CreateUser',
    },
    { description: 'everybody becomes what they should, or stays outside', fact: 'sign-in.asExpected', expected: { fact: 'sign-in.people' } },
    { description: 'no two people are one user', fact: 'sign-in.users', expected: { fact: 'sign-in.in' } },
    { description: 'a long address becomes a session name of 64 characters', fact: 'sign-in.longestSession', expected: 64 },
    { description: 'only the response that is right is taken', fact: 'forgeries.granted', expected: 'as it should be' },
    { description: 'with emailSync the tag is taken', fact: 'email-sync.withTag', expected: 'granted' },
    {
      description: 'without emailSync it is refused',
      fact: 'email-sync.rolesWithoutSync',
      expected: 'the role does not trust it: sts:TagSession',
    },
  ],
  charts: [
    {
      title: 'Who signs in, and who stays outside',
      table: 'sign-ins',
      spec: {
        mark: 'bar',
        encoding: {
          y: { field: 'becomes', type: 'nominal', title: 'Becomes', sort: ['ADMIN', 'AUTHOR', 'READER', 'nothing'] },
          x: { aggregate: 'count', type: 'quantitative', title: 'People' },
          color: { field: 'outcome', type: 'nominal', title: 'Outcome' },
        },
      },
    },
  ],
};
