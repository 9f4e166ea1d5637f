import { randomUUID } from 'node:crypto';
import { escapeXml } from './escape';

/** Identity of a SAML provider: entity id, key and certificate. */
export interface Identity {
  readonly entityId: string;
  /** Single sign-on URL. */
  readonly signInUrl: string;
  /** Private key, PEM. */
  readonly key: string;
  /** Certificate of the key, PEM. */
  readonly certificate: string;
}

/** User attributes in an assertion. */
export interface Statement {
  readonly nameId: string;
  readonly recipient: string;
  readonly audience: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly issuedAt: Date;
  /** @default 300 */
  readonly lifetimeSeconds?: number;
}

const NAMESPACES = {
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
};

/** Creates a provider with a self-signed certificate. */
export async function makeIdentity(domain: string, clientId: string): Promise<Identity> {
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate([{ name: 'commonName', value: domain }], { keySize: 2_048, algorithm: 'sha256' });
  return { entityId: `urn:${domain}`, signInUrl: `https://${domain}/samlp/${clientId}`, key, certificate: cert };
}

/** Signs a response with one assertion, as Auth0 does. @returns its XML */
export async function signedResponse({ entityId, key, certificate }: Identity, statement: Statement): Promise<string> {
  const { SignedXml } = await import('xml-crypto');
  const signer = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath: "//*[local-name(.)='Assertion']",
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  });
  signer.computeSignature(responseOf(entityId, statement), {
    location: { reference: "//*[local-name(.)='Assertion']/*[local-name(.)='Issuer']", action: 'after' },
  });
  return signer.getSignedXml();
}

/** SAML metadata of the provider. */
export function metadataFor({ entityId, signInUrl, certificate }: Identity): string {
  return metadataOf(entityId, signInUrl, certificate.replace(/-----[^-]+-----|\s/g, ''));
}

function metadataOf(entityId: string, signInUrl: string, certificate: string): string {
  const service = (binding: string) =>
    `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding}" Location="${escapeXml(signInUrl)}"/>`;
  return [
    `<EntityDescriptor xmlns="${NAMESPACES.metadata}" entityID="${escapeXml(entityId)}">`,
    `<IDPSSODescriptor protocolSupportEnumeration="${NAMESPACES.protocol}">`,
    `<KeyDescriptor use="signing"><KeyInfo xmlns="${NAMESPACES.signature}"><X509Data>`,
    `<X509Certificate>${certificate}</X509Certificate>`,
    '</X509Data></KeyInfo></KeyDescriptor>',
    service('Redirect'),
    service('POST'),
    '</IDPSSODescriptor></EntityDescriptor>',
  ].join('\n');
}

function responseOf(issuer: string, { nameId, recipient, audience, attributes, issuedAt, lifetimeSeconds = 300 }: Statement): string {
  const until = new Date(issuedAt.getTime() + lifetimeSeconds * 1_000).toISOString();
  const at = issuedAt.toISOString();
  const attribute = ([name, value]: [string, string]) =>
    `<saml:Attribute Name="${escapeXml(name)}"><saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue></saml:Attribute>`;
  return [
    `<samlp:Response xmlns:samlp="${NAMESPACES.protocol}" ID="_${randomUUID()}" Version="2.0" IssueInstant="${at}" Destination="${escapeXml(recipient)}">`,
    `<saml:Issuer xmlns:saml="${NAMESPACES.assertion}">${escapeXml(issuer)}</saml:Issuer>`,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    `<saml:Assertion xmlns:saml="${NAMESPACES.assertion}" Version="2.0" ID="_${randomUUID()}" IssueInstant="${at}">`,
    `<saml:Issuer>${escapeXml(issuer)}</saml:Issuer>`,
    `<saml:Subject><saml:NameID>${escapeXml(nameId)}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${escapeXml(recipient)}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${at}" NotOnOrAfter="${until}">`,
    `<saml:AudienceRestriction><saml:Audience>${escapeXml(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AttributeStatement>${Object.entries(attributes).map(attribute).join('')}</saml:AttributeStatement>`,
    '</saml:Assertion></samlp:Response>',
  ].join('');
}
