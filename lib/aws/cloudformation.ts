import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** State of a stack. */
export interface StackState {
  readonly name: string;
  readonly status: string;
  /** Status reason, if CloudFormation gives one. */
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

/** CloudFormation verbs. */
export interface CloudFormationVerbs {
  /** The stack of this name; undefined when there is none. */
  stack(name: string): Promise<StackState | undefined>;
  /** Stacks with the tags of this stage of a scenario, newest last. */
  stacksOf(scenario: string, stage: string): Promise<readonly StackState[]>;
  /** Resources of a stack; none when there is no such stack. */
  resources(stack: string): Promise<readonly StackResource[]>;
}

export function cloudFormationVerbs(client: CloudFormationClient): CloudFormationVerbs {
  return {
    async stack(name) {
      const answer = await client.send(new DescribeStacksCommand({ StackName: name })).catch(undefinedWhenMissing);
      const [stack] = answer?.Stacks ?? [];
      return stack && stateOf(stack);
    },
    async stacksOf(scenario, stage) {
      const wanted = { 'stagecraft:scenario': scenario, 'stagecraft:stage': stage };
      const stacks = await everyPage(async (token) => {
        const { Stacks: items, NextToken: next } = await client.send(new DescribeStacksCommand({ NextToken: token }));
        return { items, next };
      });
      return stacks
        .filter(({ Tags: tags = [] }) => Object.entries(wanted).every(([key, value]) => tags.some((tag) => tag.Key === key && tag.Value === value)))
        .sort((one, other) => (one.CreationTime?.getTime() ?? 0) - (other.CreationTime?.getTime() ?? 0))
        .map(stateOf);
    },
    async resources(stack) {
      const resources = await everyPage(async (token) => {
        const answer = await client.send(new ListStackResourcesCommand({ StackName: stack, NextToken: token })).catch(undefinedWhenMissing);
        return { items: answer?.StackResourceSummaries, next: answer?.NextToken };
      });
      return resources.map(({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '', ResourceStatus = '' }) => ({
        logicalId: LogicalResourceId,
        physicalId: PhysicalResourceId,
        type: ResourceType,
        status: ResourceStatus,
      }));
    },
  };
}

function stateOf({
  StackName: name = '',
  StackStatus: status,
  StackStatusReason: reason,
  LastUpdatedTime,
  CreationTime,
  Outputs: outputs = [],
}: Stack): StackState {
  return {
    name,
    status: status ?? '',
    reason,
    updated: LastUpdatedTime ?? CreationTime,
    outputs: Object.fromEntries(outputs.map(({ OutputKey: key = '', OutputValue: value = '' }) => [key, value])),
  };
}

/** CloudFormation reports a missing stack as a ValidationError. */
function undefinedWhenMissing(error: unknown): undefined {
  if (isNamed(error, 'ValidationError') && /does not exist/.test(error.message)) return undefined;
  throw error;
}
