/** What services created while a scenario ran, so that no stack deletes it. */
export type Leftover =
  | { readonly kind: 'bucket-contents'; readonly bucket: string }
  | { readonly kind: 'catalog-tables'; readonly database: string }
  | { readonly kind: 'log-group'; readonly name: string }
  /** Log groups that a service names by an id of its own, behind this prefix. */
  | { readonly kind: 'log-groups'; readonly prefix: string }
  /** Interfaces that pods of an EKS cluster had, and that no instance has any more. */
  | { readonly kind: 'network-interfaces'; readonly cluster: string }
  /** Security groups that EMR made in a network, and rules that it added to those of a stack. */
  | { readonly kind: 'emr-security-groups'; readonly vpc: string }
  /** Network interfaces of a network that nothing has any more. */
  | { readonly kind: 'unused-interfaces'; readonly vpc: string }
  /** Snapshots of an instance of RDS that outlive it, whoever made them. */
  | { readonly kind: 'db-snapshots'; readonly instance: string }
  /** A stream in a log group that others use too. */
  | { readonly kind: 'log-stream'; readonly group: string; readonly stream: string };
