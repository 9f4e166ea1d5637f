import { signInWith, type TrustStatement } from '../../../workloads/quicksight-auth0/local/aws-sign-in';
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

const role = 'arn:aws:iam::111122223333:role/QuickSight-Reader-Role';
const provider = 'arn:aws:iam::111122223333:saml-provider/Auth0';
const now = new Date('2026-11-20T08:00:00Z');
const expected = { account: '111122223333', provider: 'Auth0', roles: ['QuickSight-Reader-Role'], recipients: [SIGN_IN] };
const statement: Statement = {
  nameId: 'alice@example.com',
  recipient: SIGN_IN,
  audience: 'urn:amazon:webservices',
  attributes: { [ATTRIBUTES.role]: `${role},${provider}`, [ATTRIBUTES.sessionName]: 'alice@example.com' },
  issuedAt: now,
};
const trust: TrustStatement = {
  Effect: 'Allow',
  Action: 'sts:AssumeRoleWithSAML',
  Principal: { Federated: provider },
  Condition: { StringEquals: { 'saml:aud': SIGN_IN } },
};
const tagging: TrustStatement = {
  ...trust,
  Action: 'sts:TagSession',
  Condition: { StringLike: { 'aws:RequestTag/Email': '?*' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Email'] } },
};

let identity: Identity;
let metadata: string;
beforeAll(async () => {
  identity = await makeIdentity('tenant.example', 'client');
  metadata = metadataFor(identity);
});
const respond = (changes: Partial<Statement> = {}) => signedResponse(identity, { ...statement, ...changes });

const iam = (statements: readonly TrustStatement[] = [trust]) => ({ providers: { [provider]: metadata }, roles: { [role]: statements } });
const signIn = async (changes: Partial<Statement> = {}, statements?: readonly TrustStatement[], at = now) =>
  signInWith(await respond(changes), iam(statements), at);

describe('metadata', () => {
  test('says where people sign in, and with which certificate', () => {
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
  ])('%s is refused', (_, change, message) => {
    expect(() => readMetadata(change(metadata))).toThrow(message);
  });
});

describe('inspection', () => {
  const inspect = async (changes: Partial<Statement> = {}, at = now) => objections(readResponse(await respond(changes)), expected, at);

  test('reads what a browser posts', async () => {
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

  test('has nothing against a good one', async () => expect(await inspect()).toEqual([]));

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
  ])('sees %s', async (_, changes, message) => {
    const found = await inspect(changes);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  test.each([
    ['2026-11-20T07:59:59Z', /it counts from 2026-11-20T08:00:00\.000Z on/],
    ['2026-11-20T08:05:00Z', /it counted until 2026-11-20T08:05:00\.000Z/],
  ])('sees that at %s it does not count', async (at, message) => {
    expect(await inspect({}, new Date(at))).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['hello', /neither XML nor the Base64 of XML/],
    ['<a/>', /holds no assertion/],
    ['<a><EncryptedAssertion/></a>', /its assertion is encrypted/],
    ['<a', /./],
  ])('%p is no response', (text, message) => {
    expect(() => readResponse(text)).toThrow(message);
  });
});

describe('the sign-in of AWS', () => {
  test('lets in whom provider and role agree on', async () => {
    expect(await signIn()).toEqual({ granted: true, role, user: 'QuickSight-Reader-Role/alice@example.com' });
  });

  const { [ATTRIBUTES.role]: pair = '' } = statement.attributes;
  test.each<[string, Partial<Statement>, string]>([
    ['no role', { attributes: {} }, 'no role'],
    ['an unknown provider', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${pair}2` } }, 'no such provider'],
    ['an unknown role', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${role}2,${provider}` } }, 'no such role'],
    ['a bad session name', { attributes: { ...statement.attributes, [ATTRIBUTES.sessionName]: 'a b' } }, 'the session name is not valid'],
    ['a wrong recipient', { recipient: 'https://example.com/saml' }, 'the role does not trust it: sts:AssumeRoleWithSAML'],
    [
      'a tag that the role does not take',
      { attributes: { ...statement.attributes, [ATTRIBUTES.email]: 'a@b.c' } },
      'the role does not trust it: sts:TagSession',
    ],
  ])('refuses %s', async (_, changes, reason) => {
    expect(await signIn(changes)).toEqual({ granted: false, reason });
  });

  test('takes the e-mail tag where the role takes it', async () => {
    const attributes = { ...statement.attributes, [ATTRIBUTES.email]: 'alice@example.com' };

    expect(await signIn({ attributes }, [trust, tagging])).toMatchObject({ granted: true });
  });

  test('refuses what is too late', async () => {
    expect(await signIn({}, undefined, new Date('2026-11-20T08:05:00Z'))).toEqual({ granted: false, reason: 'outside of its time' });
  });

  test('refuses what was changed after it was signed', async () => {
    const forged = (await respond()).replaceAll('alice@example.com', 'admin@example.com');

    expect(await signInWith(forged, iam(), now)).toEqual({ granted: false, reason: 'the signature is not one of the provider' });
  });

  test('refuses what another provider of the same name has signed', async () => {
    const impostor = await makeIdentity('tenant.example', 'client');

    expect(await signInWith(await signedResponse(impostor, statement), iam(), now)).toMatchObject({
      reason: 'the signature is not one of the provider',
    });
  });

  test('refuses what nobody has signed', async () => {
    const bare = (await respond()).replace(/<Signature.*<\/Signature>/s, '');

    expect(await signInWith(bare, iam(), now)).toMatchObject({ reason: 'the signature is not one of the provider' });
  });

  test('refuses a forged assertion in front of one that was signed', async () => {
    const signed = await respond();
    const [, genuine = ''] = /(<saml:Assertion.*<\/saml:Assertion>)/s.exec(signed) ?? [];
    const [, signature = ''] = /(<Signature.*<\/Signature>)/s.exec(genuine) ?? [];
    const forged = genuine
      .replace(/ID="_[^"]+"/, 'ID="_forged"')
      .replaceAll('alice@example.com', 'admin@example.com')
      .replace(/<Signature.*<\/Signature>/s, () => signature);

    expect(
      await signInWith(
        signed.replace(genuine, () => forged + genuine),
        iam(),
        now,
      ),
    ).toMatchObject({ granted: false });
  });

  test('takes no condition that it does not know for fulfilled', async () => {
    await expect(signIn({}, [{ ...trust, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }])).rejects.toThrow(/IpAddress is not known/);
  });
});
