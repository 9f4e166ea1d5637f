/** A request as IAM judges it. */
export interface AccessRequest {
  /** IAM action, such as `s3:GetObject`. */
  readonly action: string;
  /** ARN of the resource; `*` for an action that takes none. */
  readonly resource: string;
  /** Condition keys that the request carries, such as `s3:prefix`; a key that is absent here is absent from the request. @default - none */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Where a policy statement stands in a template. */
export interface StatementSource {
  /** Stack and logical id of the resource that has the policy, `<stack>/<logical id>`. */
  readonly policy: string;
  /** Its index in the policy document, from 0. */
  readonly index: number;
  /** @default - it has none */
  readonly sid?: string;
}

/** What the policies of a role, and those of the resource, answer to a request. */
export type AccessDecision =
  | { readonly isAllowed: true; readonly by: readonly StatementSource[] }
  | {
      readonly isAllowed: false;
      /** Why, in one line: no statement, an explicit deny, a condition that does not hold. */
      readonly reason: string;
      /** The statement that comes nearest to allowing it, or the one that denies it. @default - there is none */
      readonly nearest?: StatementSource;
    };

/** Judges the requests of one principal. */
export type Authorizer = (request: AccessRequest) => AccessDecision;

/** A call of an AWS SDK, of any version and language. */
export interface SdkCall {
  /** Id of the service as the SDK has it, in lower case and without spaces: `s3`, `secretsmanager`, `sfn`, `cloudwatchlogs`. */
  readonly service: string;
  /** Operation, such as `GetObject`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Members of the answer that are text, such as `QueryExecutionId`. @default - it failed, or its answer is not known */
  readonly answer?: Readonly<Record<string, string>>;
}

/** A workload by the resource of the templates that runs it. */
export interface Workload {
  /** CloudFormation type, such as `AWS::Lambda::Function`. */
  readonly type: string;
  /** Logical id without the hash that the CDK appends. */
  readonly id: string;
}
