/** Role of a user in QuickSight. */
export type Persona = 'admin' | 'author' | 'reader';

/** Role names by persona, the same in Auth0 and IAM. */
export const ROLES: Readonly<Record<Persona, string>> = {
  admin: 'QuickSight-Admin-Role',
  author: 'QuickSight-Author-Role',
  reader: 'QuickSight-Reader-Role',
};

/** IAM action with which a persona registers in QuickSight at the first sign-in. */
export const SELF_REGISTRATION: Readonly<Record<Persona, string>> = {
  admin: 'quicksight:CreateAdmin',
  author: 'quicksight:CreateUser',
  reader: 'quicksight:CreateReader',
};

/** QuickSight's name of each persona. */
export const QUICKSIGHT_ROLES: Readonly<Record<Persona, string>> = { admin: 'ADMIN', author: 'AUTHOR', reader: 'READER' };

export const personas = Object.keys(ROLES) as readonly Persona[];
