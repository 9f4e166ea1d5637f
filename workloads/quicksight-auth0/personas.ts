/** What somebody may be in QuickSight. */
export type Persona = 'admin' | 'author' | 'reader';

/** Roles by persona: the same names in Auth0 and in IAM. */
export const ROLES: Readonly<Record<Persona, string>> = {
  admin: 'QuickSight-Admin-Role',
  author: 'QuickSight-Author-Role',
  reader: 'QuickSight-Reader-Role',
};

/** What a persona may do to become a user of QuickSight when it first signs in. */
export const SELF_REGISTRATION: Readonly<Record<Persona, string>> = {
  admin: 'quicksight:CreateAdmin',
  author: 'quicksight:CreateUser',
  reader: 'quicksight:CreateReader',
};

/** What QuickSight calls each persona. */
export const QUICKSIGHT_ROLES: Readonly<Record<Persona, string>> = { admin: 'ADMIN', author: 'AUTHOR', reader: 'READER' };

export const personas = Object.keys(ROLES) as readonly Persona[];
