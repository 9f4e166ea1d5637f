import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { JobError } from '../errors';

/** Secrets Manager verbs. */
export interface SecretsVerbs {
  /** One key of a JSON secret. Callers never print it. @throws JobError when the secret has no such key */
  value(secret: string, key: string): Promise<string>;
}

export function secretsVerbs(client: SecretsManagerClient): SecretsVerbs {
  return {
    async value(secret, key) {
      const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
      const value = keysOf(SecretString)[key];
      if (typeof value === 'string') return value;
      throw new JobError({
        problem: `a secret has no key ${key}`,
        got: secret,
        fix: 'deploy the scenario again: it creates the secret with all its keys',
      });
    },
  };
}

/** The keys of a secret. Text that is not JSON is not shown: it may be the secret itself. */
function keysOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
