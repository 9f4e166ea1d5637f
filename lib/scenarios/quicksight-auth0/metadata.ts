import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readMetadata } from '../../../workloads/quicksight-auth0/saml/metadata';
import { ConfigError } from '../../errors';

/** The SAML metadata document of the configuration. @throws ConfigError when it is missing, or is not that of an identity provider */
export function metadataOf(file: string): { readonly xml: string; readonly signInUrl: string } {
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
