import type { KubernetesObject } from './kubernetes-object';

/** A Secret that must exist before a step, and that no manifest contains. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** Keys, with a description of each. */
  readonly keys: Readonly<Record<string, string>>;
  readonly before: string;
  /**
   * Template of every key, with `{name}` for a random password of letters and digits. The same name is the same password in every Secret.
   *
   * @default - the user creates the Secret
   */
  readonly values?: Readonly<Record<string, string>>;
}

const PASSWORD = /\{([a-z][a-z0-9-]*)\}/g;

/** Names of the generated passwords in a Secret. */
export function passwordsIn(secret: NeededSecret): string[] {
  return [...new Set(textsOf(secret).flatMap(([, text]) => partsOf(text).names))];
}

/** A Secret object with its passwords. It is sent to the cluster, and never written or printed. */
export function secretObject(secret: NeededSecret, password: (name: string) => string): KubernetesObject {
  const { namespace, name } = secret;
  const stringData = textsOf(secret).map(([key, text]) => [key, text.replace(PASSWORD, (_, named: string) => password(named))]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData: Object.fromEntries(stringData) };
}

/** Passwords in an existing Secret, by name. A key that does not match its template gives none. */
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

/** Templates by key; empty for a Secret that the user creates. */
function textsOf({ values = {} }: NeededSecret): [key: string, text: string][] {
  return Object.entries(values);
}

/** Splits a template into password names and the text around them. */
function partsOf(text: string): { readonly names: string[]; readonly between: string[] } {
  // split() with a capture group returns the captured text as every second part.
  const parts = text.split(PASSWORD);
  return { names: parts.filter((_, index) => index % 2 === 1), between: parts.filter((_, index) => index % 2 === 0) };
}
