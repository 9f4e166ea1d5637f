import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioResourceProps } from './istio-resource';

/** Fields of a `DestinationRule` that charts use. */
export interface DestinationRuleSpec {
  /** Host name of the service. */
  readonly host: string;
  readonly subsets: readonly Subset[];
}

/** A name for the pods of a service that have these labels. */
export interface Subset {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Istio `DestinationRule`: the versions of a service as subsets. */
export class DestinationRule extends ApiObject {
  constructor(scope: Construct, id: string, props: IstioResourceProps<DestinationRuleSpec>) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', ...props });
  }
}
