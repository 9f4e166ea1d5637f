import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { DescribeStacksCommand, GetTemplateCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** State of a stack. */
export interface StackState {
  readonly name: string;
  readonly status: string;
  /** Status reason, if CloudFormation gives one. */
  readonly reason?: string;
  readonly created?: Date;
  readonly updated?: Date;
  /** By key. */
  readonly tags: Readonly<Record<string, string>>;
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
  /** Template with which a stack was deployed; undefined when there is no such stack, or when it is not JSON. */
  template(stack: string): Promise<unknown>;
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
        .map(stateOf)
        .filter(({ tags }) => Object.entries(wanted).every(([key, value]) => tags[key] === value))
        .sort((one, other) => (one.created?.getTime() ?? 0) - (other.created?.getTime() ?? 0));
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
    async template(stack) {
      const answer = await client.send(new GetTemplateCommand({ StackName: stack })).catch(undefinedWhenMissing);
      return parsed(answer?.TemplateBody);
    },
  };
}

function stateOf({
  StackName: name = '',
  StackStatus: status,
  StackStatusReason: reason,
  LastUpdatedTime,
  CreationTime,
  Tags: tags = [],
  Outputs: outputs = [],
}: Stack): StackState {
  return {
    name,
    status: status ?? '',
    reason,
    created: CreationTime,
    updated: LastUpdatedTime ?? CreationTime,
    tags: Object.fromEntries(tags.map(({ Key: key = '', Value: value = '' }) => [key, value])),
    outputs: Object.fromEntries(outputs.map(({ OutputKey: key = '', OutputValue: value = '' }) => [key, value])),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** CloudFormation has no error name for a stack that does not exist. */
function undefinedWhenMissing(error: unknown): undefined {
  if (isNamed(error, 'ValidationError') && /does not exist/.test(error.message)) return undefined;
  throw error;
}
