import {
  type Identity,
  makeIdentity,
  metadataFor,
  type Statement,
  signedResponse,
} from '../../../workloads/quicksight-auth0/local/identity-provider';
import { objections, readResponse } from '../../../workloads/quicksight-auth0/saml/assertion';
import { readMetadata } from '../../../workloads/quicksight-auth0/saml/metadata';
import { ATTRIBUTES } from '../../../workloads/quicksight-auth0/sign-in';
import { SIGN_IN } from '../../../workloads/quicksight-auth0/tenant/tenant';
import { textOf } from '../../support/files';
import { now, provider, role, statement } from './reader';

const expected = { account: '111122223333', provider: 'Auth0', roles: ['QuickSight-Reader-Role'], recipients: [SIGN_IN] };

let identity: Identity;
let metadata: string;
beforeAll(async () => {
  identity = await makeIdentity('tenant.example', 'client');
  metadata = metadataFor(identity);
});
const respond = (changes: Partial<Statement> = {}) => signedResponse(identity, { ...statement, ...changes });

describe('metadata', () => {
  test('metadata contains the sign-in URL and the certificate', () => {
    expect(readMetadata(metadata)).toMatchObject({
      entityId: 'urn:tenant.example',
      signInUrl: 'https://tenant.example/samlp/client',
      certificates: [{ subject: 'CN=tenant.example', expires: expect.any(Date) }],
    });
    expect(readMetadata(textOf('workloads/quicksight-auth0/example/metadata.xml')).signInUrl).toBe('https://tenant.example/samlp/exampleclient');
  });

  test.each([
    ['that of a service provider', (xml: string) => xml.replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), /no IDPSSODescriptor/],
    ['without an address', (xml: string) => xml.replace(/<SingleSignOnService[^>]*>/g, ''), /no SingleSignOnService/],
    ['without a certificate', (xml: string) => xml.replace(/<X509Certificate>.*<\/X509Certificate>/, ''), /no certificate/],
    ['with a broken certificate', (xml: string) => xml.replace('<X509Certificate>MII', '<X509Certificate>AAA'), /certificate cannot be read/],
    ['with entities', (xml: string) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}`, /document type is not allowed/],
    ['cut off', (xml: string) => xml.slice(0, 200), /./],
  ])('refuses metadata %s', (_, change, message) => {
    expect(() => readMetadata(change(metadata))).toThrow(message);
  });
});

describe('inspection', () => {
  const inspect = async (changes: Partial<Statement> = {}, at = now) => objections(readResponse(await respond(changes)), expected, at);

  test('parses a posted response', async () => {
    const posted = encodeURIComponent(Buffer.from(await respond()).toString('base64'));

    expect(readResponse(posted)).toEqual({
      issuer: 'urn:tenant.example',
      recipient: SIGN_IN,
      audiences: ['urn:amazon:webservices'],
      nameId: 'alice@example.com',
      roles: [`${role},${provider}`],
      sessionName: 'alice@example.com',
      notBefore: now,
      notOnOrAfter: new Date('2026-11-20T08:05:00Z'),
    });
  });

  test('finds no problem in a valid response', async () => expect(await inspect()).toEqual([]));

  test.each<[string, Partial<Statement>, RegExp]>([
    ['a wrong recipient', { recipient: 'https://example.com/saml' }, /the recipient is https:\/\/example\.com\/saml, and the roles trust/],
    ['a wrong audience', { audience: 'urn:other' }, /the audience is urn:other, and not urn:amazon:webservices/],
    ['no role', { attributes: { [ATTRIBUTES.sessionName]: 'alice' } }, /there is no role/],
    ['no session name', { attributes: { [ATTRIBUTES.role]: `${role},${provider}` } }, /the session name is missing/],
    [
      'another account',
      { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${role.replace('111122223333', '999988887777')},${provider}` } },
      /QuickSight-Reader-Role is in account 999988887777, not 111122223333/,
    ],
    [
      'another provider',
      { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${role},${provider}2` } },
      /the SAML provider is Auth02, not Auth0/,
    ],
    ['half a pair', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: role } }, /is not the ARN of a role, a comma and/],
    [
      'a pair of two roles',
      { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${role},${role}` } },
      /is not the ARN of a role, a comma and/,
    ],
    ['a pair of names', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: 'Reader,Auth0' } }, /^'Reader,Auth0' is not the ARN of a role/],
    [
      'another role',
      { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${role}s,${provider}` } },
      /^the role is QuickSight-Reader-Roles, none of QuickSight-Reader-Role$/,
    ],
    [
      'a session name with a space',
      { attributes: { ...statement.attributes, [ATTRIBUTES.sessionName]: 'alice a' } },
      /^the session name is 'alice a', not 2 to 64 letters, digits or _\+=,\.@-$/,
    ],
    ['no recipient', { recipient: '' }, /^the recipient is missing, and the roles trust https:\/\/signin\.aws\.amazon\.com\/saml$/],
    ['no audience', { audience: '' }, /^the audience is missing, and not urn:amazon:webservices$/],
  ])('sees %s', async (_, changes, message) => {
    const found = await inspect(changes);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  test('accepts the pair of role and provider in either order, with spaces around the comma', async () => {
    expect(await inspect({ attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${provider} , ${role}` } })).toEqual([]);
  });

  test('accepts the AWS sign-in URL as audience', async () => expect(await inspect({ audience: SIGN_IN })).toEqual([]));

  test('does not count an empty value as a role', async () => {
    const found = await inspect({ attributes: { ...statement.attributes, [ATTRIBUTES.role]: '' } });

    expect(found).toEqual([expect.stringMatching(/^there is no role/)]);
  });

  test('accepts a response without validity times', async () => {
    const timeless = (await respond()).replace(/<saml:Conditions [^>]*>/, '<saml:Conditions>');

    expect(readResponse(timeless)).not.toMatchObject({ notBefore: expect.anything() });
    expect(objections(readResponse(timeless), expected, now)).toEqual([]);
  });

  test.each(['NotBefore', 'NotOnOrAfter'])('refuses an invalid %s', async (name) => {
    const broken = (await respond()).replace(new RegExp(`(<saml:Conditions [^>]*\\b${name}=)"[^"]*"`), '$1"soon"');

    expect(() => readResponse(broken)).toThrow(`its ${name} is 'soon', not a date and time`);
  });

  test.each([
    ['2026-11-20T07:59:59Z', /it is not valid before 2026-11-20T08:00:00\.000Z/],
    ['2026-11-20T08:05:00Z', /it expired at 2026-11-20T08:05:00\.000Z/],
  ])('reports an assertion that is not valid at %s', async (at, message) => {
    expect(await inspect({}, new Date(at))).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['hello', /neither XML nor the Base64 of XML/],
    ['<a/>', /holds no assertion/],
    ['<a><EncryptedAssertion/></a>', /its assertion is encrypted/],
    ['<a', /./],
  ])('refuses %p', (text, message) => {
    expect(() => readResponse(text)).toThrow(message);
  });
});
