import { type Assertion, assertionIn } from '../saml/assertion';
import { elements, parseXml } from '../saml/document';
import { readMetadata } from '../saml/metadata';

/** A statement of a role's trust policy, with resolved ARNs. */
export interface TrustStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal: { readonly Federated?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** IAM side of the sign-in: providers with metadata and roles with trust policies, both by ARN. */
export interface Iam {
  readonly providers: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, readonly TrustStatement[]>>;
}

export type SignIn = { readonly granted: true; readonly role: string; readonly user: string } | { readonly granted: false; readonly reason: string };

/**
 * Checks a SAML response as AWS documents it for AssumeRoleWithSAML: signature by a certificate of the provider's metadata, times, the pair
 * of role and provider, the session name, and the conditions of the role's trust policy.
 */
export async function signInWith(xml: string, { providers, roles }: Iam, now: Date): Promise<SignIn> {
  const refuse = (reason: string): SignIn => ({ granted: false, reason });
  const assertion = assertionIn(xml);
  const [pair] = assertion.roles;
  if (pair === undefined) return refuse('no role');
  // AWS accepts the two in either order.
  const arns = pair.split(',');
  const [role = '', provider = ''] = arns[0]?.includes(':saml-provider/') ? arns.reverse() : arns;
  const metadata = providers[provider];
  const trust = roles[role];
  if (metadata === undefined) return refuse('no such provider');
  if (trust === undefined) return refuse('no such role');
  const { entityId, certificates } = readMetadata(metadata);
  const signed = await signedAssertion(
    xml,
    certificates.map(({ pem }) => pem),
  );
  if (signed === undefined) return refuse('the signature is not one of the provider');
  // Uses only the signed assertion: an attacker could wrap a signed assertion into a response with other content.
  const proven = assertionIn(signed);
  if (JSON.stringify(proven) !== JSON.stringify(assertion)) return refuse('the signature is that of another assertion');
  if (proven.issuer !== entityId) return refuse('the issuer is not the provider');
  if ((proven.notBefore && now < proven.notBefore) || (proven.notOnOrAfter && now >= proven.notOnOrAfter)) return refuse('expired or not yet valid');
  const { sessionName = '' } = proven;
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) return refuse('the session name is not valid');
  const tags: Tags = proven.email === undefined ? {} : { Email: proven.email };
  const actions = ['sts:AssumeRoleWithSAML', ...(Object.keys(tags).length > 0 ? ['sts:TagSession'] : [])];
  const lacking = actions.find((action) => !trust.some((statement) => allows(statement, action, provider, proven, tags)));
  if (lacking !== undefined) return refuse(`the role does not trust it: ${lacking}`);
  return { granted: true, role, user: `${role.slice(role.lastIndexOf('/') + 1)}/${sessionName}` };
}

async function signedAssertion(xml: string, certificates: readonly string[]): Promise<string | undefined> {
  const { SignedXml } = await import('xml-crypto');
  const [assertion] = elements(parseXml(xml), 'Assertion');
  const signature = assertion && elements(assertion, 'Signature')[0];
  if (!signature) return undefined;
  for (const publicCert of certificates) {
    // Ignores the certificate inside the response, which an attacker can replace.
    const verifier = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
    verifier.loadSignature(signature.toString());
    try {
      if (verifier.checkSignature(xml)) return verifier.getSignedReferences()[0];
    } catch {
      // A wrong digest throws, a wrong signature returns false: both continue with the next certificate.
    }
  }
  return undefined;
}

type Tags = Readonly<Record<string, string>>;

function allows(statement: TrustStatement, action: string, provider: string, { recipient }: Assertion, tags: Tags): boolean {
  const { Effect, Action, Principal, Condition = {} } = statement;
  if (Effect !== 'Allow' || ![Action].flat().includes(action) || Principal.Federated !== provider) return false;
  const context: Readonly<Record<string, readonly string[]>> = {
    'saml:aud': recipient === undefined ? [] : [recipient],
    'aws:tagkeys': Object.keys(tags),
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:requesttag/${name.toLowerCase()}`, [value]])),
  };
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, context[key.toLowerCase()] ?? [], [wanted].flat())),
  );
}

/** Condition operators of the trust policies here. @throws Error for any other, so that no condition passes by mistake */
function holds(operator: string, values: readonly string[], wanted: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
      return values.length > 0 && values.every((value) => wanted.includes(value));
    case 'StringLike':
      return values.length > 0 && values.every((value) => wanted.some((pattern) => like(value, pattern)));
    case 'ForAllValues:StringEquals':
      return values.every((value) => wanted.includes(value));
    default:
      throw new Error(`the condition operator ${operator} is not supported`);
  }
}

/** Whether a value matches a pattern with the wildcards `*` (any text) and `?` (one character). */
function like(value: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}
