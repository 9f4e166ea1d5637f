import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { ClusterPolicyError, type Field } from './fields';

/** A policy object before its spec is read. */
export interface PolicyObject {
  /** `<kind> <namespace>/<name>` */
  readonly id: string;
  readonly namespace: string;
  readonly spec: Field;
}

/** Objects of a kind. @throws ClusterPolicyError for another version, whose fields are not known */
export function policyObjects(objects: readonly KubernetesObject[], kind: string, versions: readonly string[]): readonly PolicyObject[] {
  const group = versions[0]?.split('/')[0];
  return objects
    .filter((object) => object.kind === kind && object.apiVersion.split('/')[0] === group)
    .map(({ apiVersion, metadata, spec }) => {
      const namespace = metadata.namespace ?? 'default';
      const id = `${kind} ${namespace}/${metadata.name}`;
      if (!versions.includes(apiVersion)) throw new ClusterPolicyError(id, apiVersion, versions.join(', '));
      return { id, namespace, spec: { at: `${id}: spec`, value: spec ?? {} } };
    });
}
