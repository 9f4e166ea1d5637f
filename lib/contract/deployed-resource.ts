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
