/** An orphaned resource: a service created it while a scenario ran, so no stack deletes it. */
export type Leftover =
  | { readonly kind: 'bucket-contents'; readonly bucket: string }
  | { readonly kind: 'catalog-tables'; readonly database: string }
  | { readonly kind: 'log-group'; readonly name: string }
  /** Log groups that a service names by an internal id, after this prefix. */
  | { readonly kind: 'log-groups'; readonly prefix: string }
  /** Detached network interfaces of an EKS cluster's pods. */
  | { readonly kind: 'network-interfaces'; readonly cluster: string }
  /** Security groups that EMR created in a VPC, and rules that it added to groups of a stack. */
  | { readonly kind: 'emr-security-groups'; readonly vpc: string }
  /** Detached network interfaces of a VPC. */
  | { readonly kind: 'unused-interfaces'; readonly vpc: string }
  /** Manual snapshots of an RDS instance, which outlive it. */
  | { readonly kind: 'db-snapshots'; readonly instance: string }
  /** A stream in a shared log group. */
  | { readonly kind: 'log-stream'; readonly group: string; readonly stream: string };
