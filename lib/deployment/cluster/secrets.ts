import { ConfigError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { type NeededSecret, passwordsIn, passwordsOf, secretObject } from '../../kubernetes/secrets';
import { type Installed, labelled } from './record';

/** The Secrets of an installation that are not in the cluster yet, with their passwords. */
export interface MissingSecrets {
  readonly needed: readonly NeededSecret[];
  /** The Secret itself. It is to be sent to the cluster, and never written or printed. */
  object(secret: NeededSecret): KubernetesObject;
}

/**
 * Finds out which Secrets are missing. Those that exist are kept, and a missing one gets the passwords that they hold: a second deployment locks nobody out.
 *
 * @param random a new random password for each call, of letters and digits
 * @throws ConfigError for a Secret that only a person can make, with the command that does
 */
export async function missingSecrets(
  cluster: Cluster,
  secrets: readonly NeededSecret[],
  installed: Installed,
  random: () => string,
): Promise<MissingSecrets> {
  const existing = await cluster.objects.existing(secrets.map(({ namespace, name }) => ({ apiVersion: 'v1', kind: 'Secret', namespace, name })));
  const found = (secret: NeededSecret) => existing.find(({ metadata }) => metadata.name === secret.name && metadata.namespace === secret.namespace);
  const needed = secrets.filter((secret) => !found(secret));
  requireMade(needed, cluster.name);

  const passwords = new Map(secrets.flatMap((secret) => Object.entries(passwordsOf(secret, decoded(found(secret))))));
  for (const name of needed.flatMap(passwordsIn)) if (!passwords.has(name)) passwords.set(name, random());
  return {
    needed,
    object: (secret) =>
      labelled(
        secretObject(secret, (name) => passwords.get(name) ?? ''),
        installed,
      ),
  };
}

function requireMade(needed: readonly NeededSecret[], cluster: string): void {
  const [secret] = needed.filter(({ values }) => values === undefined);
  if (!secret) return;
  const { namespace, name, keys } = secret;
  const files = Object.entries(keys).map(([key, description]) => `--from-file=${key}=<file with the ${description}>`);
  throw new ConfigError({
    problem: `cluster ${cluster} lacks a Secret that only you can make`,
    got: `no Secret ${name} in namespace ${namespace}`,
    allowed: Object.entries(keys)
      .map(([key, description]) => `${key}: ${description}`)
      .join(', '),
    fix: `kubectl create namespace ${namespace} (when there is none), then kubectl --namespace ${namespace} create secret generic ${name} ${files.join(' ')}`,
  });
}

function decoded(secret: KubernetesObject | undefined): Record<string, string> {
  const { data = {} } = (secret ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}
