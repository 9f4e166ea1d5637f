import type { AccessRequest } from '../../lib/contract/access';

export type Fields = Readonly<Record<string, unknown>>;

/** A request, the policies that it meets, and what AWS's documentation says to it. */
export interface Case {
  readonly name: string;
  /** Page of the IAM User Guide, or of the service, that says so. */
  readonly page: string;
  readonly expected: 'allowed' | 'denied';
  readonly request: AccessRequest;
  /** Statements of the identity policy. @default - none */
  readonly identity?: readonly Fields[];
  readonly boundary?: readonly Fields[];
  readonly session?: readonly Fields[];
  readonly resource?: { readonly statements: readonly Fields[]; readonly account?: string; readonly isRequired?: boolean };
  /** @default - the role `app` of account 111122223333 in session `run` */
  readonly caller?: { readonly arn?: string; readonly session?: string; readonly service?: string; readonly provider?: string };
  /** @default '2012-10-17' */
  readonly version?: string;
}

export const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
export const LOGIC = `${GUIDE}/reference_policies_evaluation-logic.html`;
export const SETS = `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`;
export const VARIABLES = `${GUIDE}/reference_policies_variables.html`;
export const CONDITION_KEYS = `${GUIDE}/reference_policies_condition-keys.html`;

export const ROLE = 'arn:aws:iam::111122223333:role/app';
export const LAKE = 'arn:aws:s3:::lake';

export const allow = (action: unknown, resource: unknown = '*', condition?: Fields): Fields => ({
  ...{ Effect: 'Allow', Action: action, Resource: resource },
  ...(condition && { Condition: condition }),
});
export const deny = (action: unknown, resource: unknown = '*', condition?: Fields): Fields => ({
  ...allow(action, resource, condition),
  Effect: 'Deny',
});
export const get = (key = 'a.csv', context?: AccessRequest['context']): AccessRequest => ({
  action: 's3:GetObject',
  resource: `${LAKE}/${key}`,
  context,
});
export const one = (name: string, page: string, expected: Case['expected'], request: AccessRequest, rest: Partial<Case>): Case => ({
  ...{ name, page, expected, request },
  ...rest,
});
