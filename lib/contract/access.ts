/** A request as IAM judges it. */
export interface AccessRequest {
  /** IAM action, such as `s3:GetObject`. */
  readonly action: string;
  /** ARN of the resource; `*` for an action that takes none. */
  readonly resource: string;
  /**
   * Condition keys that the request carries, such as `s3:prefix`; an empty list for a key that it does not carry. Of what is not here it is not known,
   * unless AWS's documentation says that such a request never carries it. @default - none
   */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Where a policy statement stands in a template. */
export interface StatementSource {
  /** Stack and logical id of the resource that has the policy, `<stack>/<logical id>`; an inline policy of a role adds its name. */
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
  /** Property that names its role, where the resource has several: the instances of a cluster have `JobFlowRole`. @default - its only role */
  readonly use?: string;
}

/** A request and what the policies answer to it. */
export interface JudgedRequest {
  /** What sent it: a call of a workload, or what a service does as the role. */
  readonly call: string;
  readonly request: AccessRequest;
  /** How often it was sent; one call may send several. */
  readonly count: number;
  readonly decision: AccessDecision;
  /** Needed in some cases only: a denial is no failure. @default false */
  readonly isConditional?: boolean;
  /** Addresses of the documentation that says that a service sends it. @default - it was recorded */
  readonly sources?: readonly string[];
}

/** A statement of which a part was never needed. */
export interface UnusedStatement {
  readonly statement: StatementSource;
  /** Its actions that no request needed. */
  readonly actions: readonly string[];
  /** None of its actions was needed. */
  readonly isWhole: boolean;
}

/** What a role was used for. */
export interface RoleReport {
  readonly role: string;
  /** Stack and logical id; the role itself when it is from outside the templates. */
  readonly id: string;
  readonly requests: readonly JudgedRequest[];
  /** How often each recorded call was made, by its name; what services do is not counted. */
  readonly calls: Readonly<Record<string, number>>;
  readonly unused: readonly UnusedStatement[];
}

/** What the templates do not tell, or what in them is not known. It never allows anything; where it may deny, it says so. */
export interface AccessFinding {
  /**
   * `policy`: one that cannot be evaluated as it is; `unread`: a policy or a part of a template that is not read; `action`: one that AWS's data lacks;
   * `place`: a guess of where a stack is.
   */
  readonly kind: 'policy' | 'unread' | 'action' | 'managed-policy' | 'outside-role' | 'outside-resource' | 'target' | 'place';
  /** Stack and logical id; of an inline policy with its name, and of a whole template the stack. */
  readonly where: string;
  readonly what: string;
}

/** Who did what, and which statements allow it. */
export interface AccessReport {
  /** Every request is allowed unless it is conditional, and each has a role. */
  readonly isAllowed: boolean;
  readonly roles: readonly RoleReport[];
  /** Calls whose role or whose requests are not known, each with the reason. */
  readonly unassigned: readonly { readonly call: string; readonly reason: string }[];
  readonly findings: readonly AccessFinding[];
}
