import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  type OperationEvent,
  type StackEvent,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import type { FailedResource } from './toolkit';

/** What deploying and destroying ask CloudFormation beyond what jobs ask. */
export interface StackControl {
  /** Starts the deletion of a stack. */
  remove(stack: string): Promise<void>;
  /** What failed since the last operation on the stack began, oldest first; what CloudFormation objected to beforehand when it never began. */
  failures(stack: string): Promise<readonly FailedResource[]>;
  /** Which of these resource types the endpoint does not know. */
  unknownTypes(types: readonly string[]): Promise<readonly string[]>;
}

/** {@link StackControl} by the SDK. */
export function stackControl(cloudformation: CloudFormationClient): StackControl {
  return {
    async remove(stack) {
      await cloudformation.send(new DeleteStackCommand({ StackName: stack }));
    },

    async failures(stack) {
      const failed = (await lastOperation(cloudformation, stack)).flatMap(({ ResourceStatus: status, ResourceStatusReason: reason, ...event }) =>
        status?.endsWith('_FAILED') && event.ResourceType !== STACK ? [failedResource(stack, { ...event, status, reason })] : [],
      );
      return failed.length === 0 ? objections(cloudformation, stack) : failed.reverse();
    },

    async unknownTypes(types) {
      // Types are checked before properties are, so a template without properties asks about types alone.
      const Resources = Object.fromEntries(types.map((Type, index) => [`Resource${index}`, { Type }]));
      try {
        await cloudformation.send(new ValidateTemplateCommand({ TemplateBody: JSON.stringify({ Resources }) }));
        return [];
      } catch (error) {
        const [, names] = /Unrecognized resource types: \[([^\]]*)\]/.exec(String(error)) ?? [];
        if (names === undefined) throw error;
        return names.split(',').map((name) => name.trim());
      }
    },
  };
}

const STACK = 'AWS::CloudFormation::Stack';

/** Events since the last operation began, newest first; none when there is no such stack. */
async function lastOperation(cloudformation: CloudFormationClient, stack: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stack, NextToken })).catch(noneWithoutStack);
    for (const event of page.StackEvents ?? []) {
      events.push(event);
      const begins = /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.ResourceStatus ?? '');
      if (begins && event.ResourceType === STACK && event.PhysicalResourceId === event.StackId) return events;
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return events;
}

/** CloudFormation looks over a template before it touches anything. What it finds then is no stack event. */
async function objections(cloudformation: CloudFormationClient, stack: string): Promise<readonly FailedResource[]> {
  const { OperationEvents: events = [] } = await cloudformation
    .send(new DescribeEventsCommand({ StackName: stack, Filters: { FailedEvents: true } }))
    .catch((error) => (LACKING.includes(error.name) ? { OperationEvents: [] } : noneWithoutStack(error)));
  const [newest] = events;
  return events
    .filter(({ OperationId: id, EventType: type }) => id === newest?.OperationId && type === 'VALIDATION_ERROR')
    .map((event) => failedResource(stack, { ...event, status: 'VALIDATION_FAILED', reason: event.ValidationStatusReason }));
}

/** How endpoints that do not have an operation say so. */
const LACKING = ['InvalidAction', 'UnknownOperationException', 'NotImplemented'];

function failedResource(
  stack: string,
  { LogicalResourceId, ResourceType, status, reason }: Pick<StackEvent, 'LogicalResourceId' | 'ResourceType'> & { status: string; reason?: string },
): FailedResource {
  return {
    stack,
    logicalId: LogicalResourceId ?? '',
    type: ResourceType ?? '',
    status,
    reason: reason || 'no reason from CloudFormation',
  };
}

function noneWithoutStack(error: unknown): { StackEvents?: StackEvent[]; OperationEvents?: OperationEvent[]; NextToken?: string } {
  if (error instanceof Error && /does not exist/.test(error.message)) return {};
  throw error;
}
