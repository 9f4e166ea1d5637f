import { ATTRIBUTES } from '../sign-in';
import { attributeOf, elements, parseXml, textOf } from './document';

/** Content of a SAML response, without its signature. */
export interface Assertion {
  readonly issuer?: string;
  readonly recipient?: string;
  readonly audiences: readonly string[];
  readonly nameId?: string;
  /** Pairs of role and provider. */
  readonly roles: readonly string[];
  readonly sessionName?: string;
  readonly sessionDuration?: string;
  readonly email?: string;
  readonly notBefore?: Date;
  readonly notOnOrAfter?: Date;
}

/** Parses the form value `SAMLResponse` that a browser posts to AWS, as Base64, or its XML. @throws Error when it is neither */
export function readResponse(response: string): Assertion {
  const given = response.trim();
  const xml = given.startsWith('<') ? given : Buffer.from(decodeURIComponent(given), 'base64').toString('utf8');
  if (!xml.trimStart().startsWith('<')) throw new Error('it is neither XML nor the Base64 of XML');
  return assertionIn(xml);
}

/** Parses the assertion of a response. @throws Error when it is missing or encrypted, or when a time is invalid */
export function assertionIn(xml: string): Assertion {
  const document = parseXml(xml);
  const [assertion] = elements(document, 'Assertion');
  if (!assertion) {
    const encrypted = elements(document, 'EncryptedAssertion').length > 0;
    throw new Error(encrypted ? 'its assertion is encrypted, only AWS can read it' : 'it holds no assertion');
  }
  const [conditions] = elements(assertion, 'Conditions');
  const valuesOf = (name: string) =>
    elements(assertion, 'Attribute')
      .filter((attribute) => attributeOf(attribute, 'Name') === name)
      .flatMap((attribute) => elements(attribute, 'AttributeValue').flatMap((value) => textOf(value) ?? []));
  const time = (name: string) => {
    const value = attributeOf(conditions, name);
    return value === undefined ? undefined : timeIn(value, name);
  };
  return {
    issuer: textOf(elements(assertion, 'Issuer')[0]),
    recipient: attributeOf(elements(assertion, 'SubjectConfirmationData')[0], 'Recipient'),
    audiences: elements(assertion, 'Audience').flatMap((audience) => textOf(audience) ?? []),
    nameId: textOf(elements(assertion, 'NameID')[0]),
    roles: valuesOf(ATTRIBUTES.role),
    sessionName: valuesOf(ATTRIBUTES.sessionName)[0],
    sessionDuration: valuesOf(ATTRIBUTES.sessionDuration)[0],
    email: valuesOf(ATTRIBUTES.email)[0],
    notBefore: time('NotBefore'),
    notOnOrAfter: time('NotOnOrAfter'),
  };
}

function timeIn(value: string, name: string): Date {
  const time = new Date(value);
  // An invalid date compares as false, so every assertion would be valid.
  if (Number.isNaN(time.getTime())) throw new Error(`its ${name} is '${value}', not a date and time`);
  return time;
}

/** Expected values of an assertion. */
export interface Expected {
  readonly account: string;
  readonly provider: string;
  readonly roles: readonly string[];
  /** Accepted recipients, as the trust policies list them in `saml:aud`. */
  readonly recipients: readonly string[];
}

/** Lists every reason for which AWS would reject an assertion. IAM compares the recipient with `saml:aud`; the audience must name AWS. */
export function objections(assertion: Assertion, { account, provider, roles, recipients }: Expected, now: Date): readonly string[] {
  const { recipient, audiences, sessionName, notBefore, notOnOrAfter } = assertion;
  const problems: string[] = [];
  if (recipient === undefined || !recipients.includes(recipient)) {
    problems.push(`the recipient is ${recipient ?? 'missing'}, and the roles trust ${recipients.join(' or ')}`);
  }
  if (!audiences.some((audience) => audience === 'urn:amazon:webservices' || recipients.includes(audience))) {
    problems.push(`the audience is ${audiences.join(', ') || 'missing'}, and not urn:amazon:webservices`);
  }
  if (assertion.roles.length === 0) problems.push('there is no role: the Action did not run, or accepted a user without a role');
  for (const pair of assertion.roles) problems.push(...roleProblems(pair, { account, provider, roles }));
  if (sessionName === undefined || !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    problems.push(`the session name is ${sessionName === undefined ? 'missing' : `'${sessionName}'`}, not 2 to 64 letters, digits or _+=,.@-`);
  }
  if (notBefore && now < notBefore) problems.push(`it is not valid before ${notBefore.toISOString()}`);
  if (notOnOrAfter && now >= notOnOrAfter) problems.push(`it expired at ${notOnOrAfter.toISOString()}`);
  return problems;
}

const ARN = /^arn:[\w-]+:iam::(\d{12}):(role|saml-provider)\/./;

function roleProblems(pair: string, { account, provider, roles }: Omit<Expected, 'recipients'>): readonly string[] {
  const arns = pair.split(',').map((arn) => arn.trim());
  const named = arns.flatMap((arn) => {
    const [, id, kind] = ARN.exec(arn) ?? [];
    return kind === undefined ? [] : [[kind, { account: id, name: arn.slice(arn.indexOf('/') + 1) }] as const];
  });
  const { role, 'saml-provider': idp } = Object.fromEntries(named);
  if (arns.length !== 2 || !role || !idp) return [`'${pair}' is not the ARN of a role, a comma and the ARN of a SAML provider`];
  const problems: string[] = [];
  for (const each of [role, idp]) if (each.account !== account) problems.push(`${each.name} is in account ${each.account}, not ${account}`);
  if (idp.name !== provider) problems.push(`the SAML provider is ${idp.name}, not ${provider}`);
  if (!roles.includes(role.name)) problems.push(`the role is ${role.name}, none of ${roles.join(', ')}`);
  return problems;
}
