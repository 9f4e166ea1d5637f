import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { FederatedRole, GLOBAL_SIGN_IN, SamlIdentityProvider } from 'stagecraft-constructs/identity';
import { type Persona, personas, ROLES, SELF_REGISTRATION } from '../../../workloads/quicksight-auth0/personas';
import { readMetadata } from '../../../workloads/quicksight-auth0/saml/metadata';
import { ConfigError } from '../../errors';
import type { Build, ScenarioStage } from '../stage';
import type { scenario } from './scenario';
import type { Config, Contract } from './settings';

/** One stack: the identity provider, and what its users may become. */
export const build: Build<typeof scenario> = (stage, config) => {
  new SignIn(stage, config);
};

const POLICIES: Readonly<Record<Persona, string>> = {
  admin: 'QuickSight-Admin-Policy',
  author: 'QuickSight-Author-Policy',
  reader: 'QuickSight-Reader-Policy',
};

/** The identity provider that IAM trusts, and the roles that its users may assume. */
class SignIn extends Stack {
  constructor(stage: ScenarioStage<Contract>, config: Config) {
    super(stage, 'sign-in', { description: 'SAML federation of QuickSight with an external identity provider' });
    const { xml, signInUrl } = metadataOf(config.metadataFile);
    const provider = new SamlIdentityProvider(this, 'Provider', { providerName: stage.fixedName(config.providerName), metadata: xml });
    const recipients = [GLOBAL_SIGN_IN, ...(config.regionalSignIn ? [`https://${this.region}.signin.aws.amazon.com/saml`] : [])];
    // ${aws:userid} is for IAM to fill in, when the policy is asked.
    const oneself = this.formatArn({ service: 'quicksight', region: '', resource: 'user', resourceName: '$' + '{aws:userid}' });

    const roleOf = (persona: Persona) =>
      new FederatedRole(this, persona, {
        provider,
        roleName: stage.fixedName(ROLES[persona]),
        policyName: stage.fixedName(POLICIES[persona]),
        description: `Signs in to QuickSight as ${persona}`,
        statements: [new iam.PolicyStatement({ actions: [SELF_REGISTRATION[persona]], resources: [oneself] })],
        recipients,
        sessionTags: config.emailSync ? ['Email'] : undefined,
        maxSessionDuration: Duration.hours(config.sessionHours),
      });
    const roles = Object.fromEntries(personas.map((persona) => [persona, roleOf(persona)])) as Record<Persona, FederatedRole>;

    stage.publish(this, {
      provider: provider.samlProviderArn,
      providerName: stage.fixedName(config.providerName),
      adminRole: roles.admin.roleName,
      authorRole: roles.author.roleName,
      readerRole: roles.reader.roleName,
      signInUrl,
      relayStateParameter: config.relayStateParameter,
      recipients,
    });
  }
}

/** The SAML metadata document of the configuration. @throws ConfigError when it is missing, or is not that of an identity provider */
function metadataOf(file: string): { readonly xml: string; readonly signInUrl: string } {
  if (file === '') {
    throw new ConfigError({
      problem: 'no metadata of an identity provider is given',
      allowed: 'an XML file, as the identity provider publishes it',
      fix: 'stagecraft run quicksight-auth0 metadata --param domain=<tenant> --param client=<application>, then --set metadataFile=<file>',
    });
  }
  const refuse = (problem: string, cause: unknown) =>
    new ConfigError(
      {
        problem,
        got: `${resolve(file)}: ${(cause as Error).message}`,
        allowed: 'metadata of an identity provider, as XML',
        fix: 'correct metadataFile',
      },
      { cause },
    );
  let xml: string;
  try {
    xml = readFileSync(file, 'utf8');
  } catch (cause) {
    throw refuse('metadataFile cannot be read', cause);
  }
  try {
    return { xml, signInUrl: readMetadata(xml).signInUrl };
  } catch (cause) {
    throw refuse('metadataFile does not describe an identity provider', cause);
  }
}
