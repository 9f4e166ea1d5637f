/** A Kubernetes object. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** Reference to an object. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - a cluster-scoped object */
  readonly namespace?: string;
  readonly name: string;
}

/** Reference to an object. */
export function refOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): ObjectRef {
  return { apiVersion, kind, namespace, name };
}

/** Unique, readable name of an object. */
export function refText({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind}${group} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** A kind in kubectl's form, qualified by its API group. */
export function kindText({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? kind : `${kind}.${version}.${group}`;
}

/** Number of objects, as text. */
export function countText(count: number): string {
  return count === 1 ? '1 object' : `${count} objects`;
}
