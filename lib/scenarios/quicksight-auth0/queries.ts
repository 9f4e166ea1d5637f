import { z } from 'zod';
import { type Persona, personas, QUICKSIGHT_ROLES } from '../../../workloads/quicksight-auth0/personas';
import type { Parts, Query } from '../scenario';
import { kit } from './settings';

/** Saved questions about the sign-in. */
export const queries = {
  users: kit.query({
    summary: 'users of QuickSight who came by one of the roles, and whether they became what the role says',
    needs: ['account'],
    params: z.object({ namespace: z.string().min(1, 'the name of a namespace').default('default').describe('namespace of QuickSight') }),
    async run({ aws, contract, params }) {
      const roles: Readonly<Record<Persona, string>> = { admin: contract.adminRole, author: contract.authorRole, reader: contract.readerRole };
      const users = await aws.quicksight.users(params.namespace);
      const rows = users.flatMap(({ name, email, role, active }) => {
        const [iamRole = '', session = ''] = name.split(/\/(.*)/s);
        const persona = personas.find((each) => roles[each] === iamRole);
        if (persona === undefined) return [];
        return [[iamRole, session, email, role, active, role === QUICKSIGHT_ROLES[persona] ? 'yes' : `no: ${QUICKSIGHT_ROLES[persona]} expected`]];
      });
      return { columns: ['IAM role', 'session', 'e-mail', 'QuickSight role', 'active', 'fits'], rows };
    },
  }),

  subscription: kit.query({
    summary: "the account's subscription: name to enter at sign-in, edition, and how its users are known",
    needs: ['account'],
    async run({ aws }) {
      const subscription = await aws.quicksight.subscription();
      if (!subscription) return { columns: ['subscription'], rows: [['none: sign up for QuickSight Enterprise with role based federation']] };
      const { name, edition, authentication, status } = subscription;
      const fits = edition.startsWith('ENTERPRISE') && ['IAM_ONLY', 'IAM_AND_QUICKSIGHT'].includes(authentication);
      return {
        columns: ['account name', 'edition', 'authentication', 'status', 'fits'],
        rows: [[name, edition, authentication, status, fits ? 'yes' : 'no: ENTERPRISE with IAM_ONLY or IAM_AND_QUICKSIGHT is needed']],
      };
    },
  }),
} satisfies Parts<Query>;
