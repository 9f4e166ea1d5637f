import { z } from 'zod';
import { type Persona, personas, QUICKSIGHT_ROLES } from '../../../workloads/quicksight-auth0/personas';
import type { Parts, Query } from '../scenario';
import { kit } from './settings';

/** Saved queries of the sign-in. */
export const queries = {
  users: kit.query({
    summary: 'QuickSight users of these roles, and whether their QuickSight role is the expected one',
    needs: ['account'],
    params: z.object({ namespace: z.string().min(1, 'the name of a namespace').default('default').describe('QuickSight namespace') }),
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
    summary: "the account's subscription: account name for the sign-in, edition, and authentication method",
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
