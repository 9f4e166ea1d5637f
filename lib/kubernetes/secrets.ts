import type { KubernetesObject } from './kubernetes-object';

/** A Secret that must be there before the step that is named, and that no manifest contains. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** Its keys, and what each holds. */
  readonly keys: Readonly<Record<string, string>>;
  readonly before: string;
  /**
   * Text of every key, with `{name}` where a random password of letters and digits belongs. The same name is the same password in every Secret.
   *
   * @default - only a person knows what it holds: the Secret has to be made by hand
   */
  readonly values?: Readonly<Record<string, string>>;
}

const PASSWORD = /\{([a-z][a-z0-9-]*)\}/g;

/** Names of the passwords that a Secret is made of. */
export function passwordsIn(secret: NeededSecret): string[] {
  return [...new Set(textsOf(secret).flatMap(([, text]) => partsOf(text).names))];
}

/** A Secret with its passwords. It is to be sent to the cluster, and never written or printed. */
export function secretObject(secret: NeededSecret, password: (name: string) => string): KubernetesObject {
  const { namespace, name } = secret;
  const stringData = textsOf(secret).map(([key, text]) => [key, text.replace(PASSWORD, (_, named: string) => password(named))]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData: Object.fromEntries(stringData) };
}

/** The passwords in the keys of a Secret that exists, by their names. A key that does not look as it should gives none. */
export function passwordsOf(secret: NeededSecret, data: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, text] of textsOf(secret)) {
    const { names, between } = partsOf(text);
    const pattern = between.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([A-Za-z0-9]+)');
    const [, ...passwords] = new RegExp(`^${pattern}$`).exec(data[key] ?? '') ?? [];
    names.forEach((name, index) => {
      const password = passwords[index];
      if (password !== undefined) found[name] = password;
    });
  }
  return found;
}

/** The texts that a Secret is made of, by key; none where only a person knows them. */
function textsOf({ values = {} }: NeededSecret): [key: string, text: string][] {
  return Object.entries(values);
}

/** Names of passwords, and what stands before, between and after them. */
function partsOf(text: string): { readonly names: string[]; readonly between: string[] } {
  // Splitting at a group gives what it has caught as every second part.
  const parts = text.split(PASSWORD);
  return { names: parts.filter((_, index) => index % 2 === 1), between: parts.filter((_, index) => index % 2 === 0) };
}
