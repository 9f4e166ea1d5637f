import { signInWith, type TrustStatement } from '../../../workloads/quicksight-auth0/local/aws-sign-in';
import {
  type Identity,
  makeIdentity,
  metadataFor,
  type Statement,
  signedResponse,
} from '../../../workloads/quicksight-auth0/local/identity-provider';
import { ATTRIBUTES } from '../../../workloads/quicksight-auth0/sign-in';
import { SIGN_IN } from '../../../workloads/quicksight-auth0/tenant/tenant';
import { now, provider, role, statement } from './reader';

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
beforeAll(async () => {
  identity = await makeIdentity('tenant.example', 'client');
});
const respond = (changes: Partial<Statement> = {}) => signedResponse(identity, { ...statement, ...changes });

const iam = (statements: readonly TrustStatement[] = [trust]) => ({
  providers: { [provider]: metadataFor(identity) },
  roles: { [role]: statements },
});
const signIn = async (changes: Partial<Statement> = {}, statements?: readonly TrustStatement[], at = now) =>
  signInWith(await respond(changes), iam(statements), at);

describe('the sign-in of AWS', () => {
  test('grants access when provider and role match', async () => {
    expect(await signIn()).toEqual({ granted: true, role, user: 'QuickSight-Reader-Role/alice@example.com' });
  });

  test('accepts role and provider in either order', async () => {
    const attributes = { ...statement.attributes, [ATTRIBUTES.role]: `${provider},${role}` };
    expect(await signIn({ attributes })).toMatchObject({ granted: true, role });
  });

  const { [ATTRIBUTES.role]: pair = '' } = statement.attributes;
  test.each<[string, Partial<Statement>, string]>([
    ['no role', { attributes: {} }, 'no role'],
    ['a role without a provider', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: role } }, 'no such provider'],
    ['an unknown provider', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${pair}2` } }, 'no such provider'],
    ['an unknown role', { attributes: { ...statement.attributes, [ATTRIBUTES.role]: `${role}2,${provider}` } }, 'no such role'],
    ['no session name', { attributes: { [ATTRIBUTES.role]: pair } }, 'the session name is not valid'],
    ['a bad session name', { attributes: { ...statement.attributes, [ATTRIBUTES.sessionName]: 'a b' } }, 'the session name is not valid'],
    ['no recipient', { recipient: '' }, 'the role does not trust it: sts:AssumeRoleWithSAML'],
    ['a wrong recipient', { recipient: 'https://example.com/saml' }, 'the role does not trust it: sts:AssumeRoleWithSAML'],
    [
      'a tag that the role does not allow',
      { attributes: { ...statement.attributes, [ATTRIBUTES.email]: 'a@b.c' } },
      'the role does not trust it: sts:TagSession',
    ],
  ])('refuses %s', async (_, changes, reason) => {
    expect(await signIn(changes)).toEqual({ granted: false, reason });
  });

  test('accepts the e-mail tag where the role allows it', async () => {
    const attributes = { ...statement.attributes, [ATTRIBUTES.email]: 'alice@example.com' };

    expect(await signIn({ attributes }, [trust, tagging])).toMatchObject({ granted: true });
  });

  test('accepts any user of the provider where the role has no condition', async () => {
    expect(await signIn({ recipient: '' }, [{ ...trust, Condition: undefined }])).toMatchObject({ granted: true });
  });

  test.each(['2026-11-20T07:59:59Z', '2026-11-20T08:05:00Z'])('refuses at %s an assertion that is valid from 8:00 to 8:05', async (at) => {
    expect(await signIn({}, undefined, new Date(at))).toEqual({ granted: false, reason: 'expired or not yet valid' });
  });

  test("refuses an assertion that the provider's key signed under another issuer", async () => {
    const renamed = await signedResponse({ ...identity, entityId: 'urn:other.example' }, statement);

    expect(await signInWith(renamed, iam(), now)).toEqual({ granted: false, reason: 'the issuer is not the provider' });
  });

  test('refuses an assertion changed after signing', async () => {
    const forged = (await respond()).replaceAll('alice@example.com', 'admin@example.com');

    expect(await signInWith(forged, iam(), now)).toEqual({ granted: false, reason: 'the signature is not one of the provider' });
  });

  test('refuses the signature of another provider with the same name', async () => {
    const impostor = await makeIdentity('tenant.example', 'client');

    expect(await signInWith(await signedResponse(impostor, statement), iam(), now)).toMatchObject({
      reason: 'the signature is not one of the provider',
    });
  });

  test('refuses an unsigned assertion', async () => {
    const bare = (await respond()).replace(/<Signature.*<\/Signature>/s, '');

    expect(await signInWith(bare, iam(), now)).toMatchObject({ reason: 'the signature is not one of the provider' });
  });

  test.each([
    ['with its signature', (genuine: string) => genuine, 'the signature is not one of the provider'],
    [
      'whose signature it reuses',
      (genuine: string) => genuine.replace(/<Signature.*<\/Signature>/s, ''),
      'the signature is that of another assertion',
    ],
  ])('refuses a forged assertion in front of the genuine one, %s', async (_, left, reason) => {
    const signed = await respond();
    const [, genuine = ''] = /(<saml:Assertion.*<\/saml:Assertion>)/s.exec(signed) ?? [];
    const forged = genuine.replace(/ID="_[^"]+"/, 'ID="_forged"').replaceAll('alice@example.com', 'admin@example.com');
    const wrapped = signed.replace(genuine, () => forged + left(genuine));

    expect(await signInWith(wrapped, iam(), now)).toEqual({ granted: false, reason });
  });

  test('refuses an unknown condition operator', async () => {
    await expect(signIn({}, [{ ...trust, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }])).rejects.toThrow(
      /IpAddress is not supported/,
    );
  });
});
