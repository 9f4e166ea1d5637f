import type { KubernetesObject } from '../../kubernetes/kubernetes-object';

type Labels = Readonly<Record<string, string>>;

/** A Deployment, as far as its pods' labels. */
interface PodOwner {
  readonly spec: { readonly template: { readonly metadata: { readonly labels?: Labels } } };
}

/**
 * An object with the labels that Kubernetes recommends: its program's name, and the platform as what it is part of.
 *
 * The pods of a Deployment get them too. Selectors stay as they are: those of a Deployment cannot be changed.
 */
export function labelled(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  const recommended = { 'app.kubernetes.io/name': metadata.labels?.['app'] ?? metadata.name, 'app.kubernetes.io/part-of': 'greeting-platform' };
  const own = { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...recommended } } };
  if (object.kind !== 'Deployment') return own;
  const { spec } = object as unknown as PodOwner;
  const pods = { ...spec.template.metadata, labels: { ...spec.template.metadata.labels, ...recommended } };
  return { ...own, spec: { ...spec, template: { ...spec.template, metadata: pods } } };
}
