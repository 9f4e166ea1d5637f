import type { ApiObjectMetadata } from 'cdk8s';

/** Properties of an Istio resource. */
export interface IstioResourceProps<Spec> {
  /** Name, namespace and labels. */
  readonly metadata: ApiObjectMetadata;
  /** Fields of the kind. */
  readonly spec: Spec;
}

/** Selects pods by their labels, in the namespace of the resource. */
export interface WorkloadSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}
