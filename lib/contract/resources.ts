/** A resource by its type and its physical id: what `Ref` gives, and what CloudFormation lists. */
export interface NamedResource {
  readonly type: string;
  readonly physicalId: string;
}

/** A resource of a stack, as far as it is known. */
export interface DeployedResource extends NamedResource {
  /** Properties of its template with intrinsics resolved; a value that is unknown is anything but text. @default - no template is known */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Attributes that are known, by the name that `Fn::GetAtt` takes. @default - none */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Where a resource is. */
export interface Location {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** An orphaned resource: a service created it while a scenario ran, so no stack deletes it. */
export type Leftover =
  | { readonly kind: 'bucket-contents'; readonly bucket: string }
  | { readonly kind: 'catalog-tables'; readonly database: string }
  | { readonly kind: 'log-group'; readonly name: string }
  /** Log groups that a service names by an id, below this prefix. */
  | { readonly kind: 'log-groups'; readonly prefix: string }
  /** Available network interfaces that pods of an EKS cluster had. */
  | { readonly kind: 'network-interfaces'; readonly cluster: string }
  /** Security groups that EKS created for a cluster: `eks-cluster-sg-<cluster>-<number>`. They keep the VPC from being deleted. */
  | { readonly kind: 'eks-security-groups'; readonly cluster: string }
  /** Security groups that EMR created in a VPC, and rules that it added to those of a stack. */
  | { readonly kind: 'emr-security-groups'; readonly vpc: string }
  /** Endpoints that EMR created in a VPC: their tag `Name` is `emr-service-vpce`. */
  | { readonly kind: 'emr-endpoints'; readonly vpc: string }
  /** Available network interfaces of a VPC. */
  | { readonly kind: 'unused-interfaces'; readonly vpc: string }
  /** Manual snapshots of an RDS instance, which outlive it. */
  | { readonly kind: 'db-snapshots'; readonly instance: string }
  /** Scans of Macie whose names begin like this: one that is scheduled goes on, and costs, without its bucket. */
  | { readonly kind: 'macie-scans'; readonly prefix: string }
  /** A stream in a log group that others use too. */
  | { readonly kind: 'log-stream'; readonly group: string; readonly stream: string };
