/** A stack as CloudFormation knows it. */
export interface StackState {
  readonly name: string;
  readonly status: string;
  /** Why it is in this status, when CloudFormation says so. */
  readonly reason?: string;
  readonly updated?: Date;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** What a command can ask CloudFormation. */
export interface CloudFormationVerbs {
  /** The stack of this name; undefined when there is none. */
  stack(name: string): Promise<StackState | undefined>;
  /** Stacks with this tag value of `stagecraft:scenario` whose names begin with the prefix, newest last. */
  stacksOf(scenario: string, stage: string): Promise<readonly StackState[]>;
  resources(stack: string): Promise<readonly StackResource[]>;
}
