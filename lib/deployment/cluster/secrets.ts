import { ConfigError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import { type NeededSecret, passwordsIn, passwordsOf, secretObject } from '../../kubernetes/installation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { type Installed, labelled } from './record';

/** Missing Secrets of an installation, with their passwords. */
export interface MissingSecrets {
  readonly needed: readonly NeededSecret[];
  /** The Secret object. It is sent to the cluster, and never written or printed. */
  object(secret: NeededSecret): KubernetesObject;
}

/**
 * Finds missing Secrets. Existing ones are kept, and a missing one reuses their passwords, so that a second deployment changes no password.
 *
 * @param random a new random password for each call, of letters and digits
 * @throws ConfigError for a Secret that the user has to create, with the command
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
    problem: `cluster ${cluster} lacks a Secret that you have to create`,
    got: `no Secret ${name} in namespace ${namespace}`,
    allowed: Object.entries(keys)
      .map(([key, description]) => `${key}: ${description}`)
      .join(', '),
    fix: `kubectl create namespace ${namespace} (if missing), then kubectl --namespace ${namespace} create secret generic ${name} ${files.join(' ')}`,
  });
}

function decoded(secret: KubernetesObject | undefined): Record<string, string> {
  const { data = {} } = (secret ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}
