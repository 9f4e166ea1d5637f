import type { Statement } from '../../../../workloads/quicksight-auth0/local/identity-provider';
import { type Identity, makeIdentity, signedResponse } from '../../../../workloads/quicksight-auth0/local/identity-provider';
import { ATTRIBUTES } from '../../../../workloads/quicksight-auth0/sign-in';
import { SIGN_IN } from '../../../../workloads/quicksight-auth0/tenant/tenant';
import type { SynthesizedIam } from './iam';
import { CLIENT } from './identity';
import { roleArn } from './sign-in';

/** Responses that AWS must refuse, by what is wrong with them, and one that it must not. */
export async function responses(identity: Identity, iam: SynthesizedIam, at: Date): Promise<Readonly<Record<string, string>>> {
  const [reader, admin] = [roleArn('reader', iam), roleArn('admin', iam)];
  const [provider] = Object.keys(iam.providers);
  const attributes = {
    [ATTRIBUTES.role]: `${reader},${provider}`,
    [ATTRIBUTES.sessionName]: 'reader@example.com',
  };
  const statement: Statement = { nameId: 'reader@example.com', recipient: SIGN_IN, audience: 'urn:amazon:webservices', attributes, issuedAt: at };
  const respond = (changes: Partial<Statement>) => signedResponse(identity, { ...statement, ...changes });
  const good = await respond({});
  const impostor = await makeIdentity('tenant.example', CLIENT);
  return {
    'as it should be': good,
    'for another recipient than AWS': await respond({ recipient: 'https://example.com/saml' }),
    'ten minutes old': await respond({ issuedAt: new Date(at.getTime() - 600_000) }),
    'role changed after it was signed': good.replaceAll(reader, admin),
    'signed by an impostor': await signedResponse(impostor, statement),
    'not signed': good.replace(/<Signature.*<\/Signature>/s, ''),
    'a role that is not there': await respond({
      attributes: { ...attributes, [ATTRIBUTES.role]: attributes[ATTRIBUTES.role]!.replace('Reader', 'Owner') },
    }),
    'a tag that no role takes': await respond({ attributes: { ...attributes, [ATTRIBUTES.email]: 'admin@example.com' } }),
  };
}
