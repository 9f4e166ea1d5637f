import { X509Certificate } from 'node:crypto';
import { attributeOf, elements, parseXml, textOf } from './document';

export interface SigningCertificate {
  /** PEM. */
  readonly pem: string;
  readonly subject: string;
  readonly expires: Date;
}

/** SAML metadata of an identity provider. */
export interface IdentityProvider {
  readonly entityId: string;
  /** Single sign-on URL, which QuickSight redirects to. */
  readonly signInUrl: string;
  readonly certificates: readonly SigningCertificate[];
}

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** Parses the metadata of an identity provider. @throws Error with the missing part */
export function readMetadata(xml: string): IdentityProvider {
  const document = parseXml(xml);
  const [entity] = elements(document, 'EntityDescriptor');
  const [descriptor] = elements(document, 'IDPSSODescriptor');
  if (!entity || !descriptor) throw new Error('it is not the metadata of an identity provider: there is no IDPSSODescriptor');
  const services = elements(descriptor, 'SingleSignOnService');
  const service = services.find((each) => attributeOf(each, 'Binding') === REDIRECT) ?? services[0];
  const signInUrl = attributeOf(service, 'Location');
  if (signInUrl === undefined) throw new Error('it has no sign-in URL: there is no SingleSignOnService');
  const signing = elements(descriptor, 'KeyDescriptor').filter((key) => attributeOf(key, 'use') !== 'encryption');
  const certificates = signing.flatMap((key) => elements(key, 'X509Certificate')).map((element) => certificateOf(textOf(element) ?? ''));
  if (certificates.length === 0) throw new Error('it has no certificate for signatures');
  return { entityId: attributeOf(entity, 'entityID') ?? '', signInUrl, certificates };
}

function certificateOf(base64: string): SigningCertificate {
  const lines = base64.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  try {
    const { subject, validTo } = new X509Certificate(pem);
    return { pem, subject, expires: new Date(validTo) };
  } catch (cause) {
    throw new Error('its certificate cannot be read', { cause });
  }
}
