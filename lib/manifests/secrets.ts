import type { KubernetesObject } from './installation';

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
export function passwordsIn({ values = {} }: NeededSecret): string[] {
  return [...new Set(Object.values(values).flatMap((text) => [...text.matchAll(PASSWORD)].map(([, name = '']) => name)))];
}

/** A Secret with its passwords. It is to be sent to the cluster, and never written or printed. */
export function secretObject({ namespace, name, values = {} }: NeededSecret, password: (name: string) => string): KubernetesObject {
  const stringData = Object.entries(values).map(([key, text]) => [key, text.replace(PASSWORD, (_, named: string) => password(named))]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData: Object.fromEntries(stringData) };
}

/** The passwords in the keys of a Secret that exists, by their names. A key that does not look as it should gives none. */
export function passwordsOf({ values = {} }: NeededSecret, data: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, text] of Object.entries(values)) {
    const names = [...text.matchAll(PASSWORD)].map(([, name = '']) => name);
    const literal = text.split(PASSWORD).filter((_, index) => index % 2 === 0);
    const pattern = literal.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([A-Za-z0-9]+)');
    const [, ...passwords] = new RegExp(`^${pattern}$`).exec(data[key] ?? '') ?? [];
    passwords.forEach((password, index) => {
      found[names[index] ?? ''] = password;
    });
  }
  return found;
}
