import type {
  DeleteStackInput,
  DescribeEventsInput,
  DescribeStackEventsInput,
  DescribeStacksInput,
  GetTemplateInput,
  ListStackResourcesInput,
  ValidateTemplateInput,
} from '@aws-sdk/client-cloudformation';
import { deletionOf, whyNotDeleted } from './deletion';
import { serviceError } from './errors';
import type { FakeAccount, FakeStack } from './fake-account';
import type { Operations } from './operations';
import { page } from './paging';

/** Seconds that the deletion of a stack takes. */
const DELETION_SECONDS = 90;

export function cloudFormationOperations(account: FakeAccount): Operations {
  const { stacks } = account;
  const stackOf = (name = ''): FakeStack => {
    const stack = stacks.get(name);
    if (!stack) throw serviceError('ValidationError', `Stack with id ${name} does not exist`);
    return stack;
  };
  return {
    'CloudFormation.DescribeStacks': ({ StackName, NextToken }: DescribeStacksInput) => {
      const all = StackName === undefined ? [...stacks.values()] : [stackOf(StackName)];
      const { items, next } = page(all, NextToken, 20);
      return { Stacks: items.map((stack) => described(stack)), NextToken: next };
    },
    'CloudFormation.ListStackResources': ({ StackName, NextToken }: ListStackResourcesInput) => {
      const { items, next } = page(stackOf(StackName).resources, NextToken, 100);
      const summaries = items.map(({ logicalId, id, type, status }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: id,
        ResourceType: type,
        ResourceStatus: status,
      }));
      return { StackResourceSummaries: summaries, NextToken: next };
    },
    // It answers at once, for a stack that does not exist too, and says nothing.
    'CloudFormation.DeleteStack': ({ StackName = '' }: DeleteStackInput) => {
      const stack = stacks.get(StackName);
      if (!stack || stack.status === 'DELETE_IN_PROGRESS') return {};
      stack.status = 'DELETE_IN_PROGRESS';
      stack.reason = undefined;
      stack.failures = [];
      account.changes.push(`delete stack ${StackName}`);
      account.later(DELETION_SECONDS * 1_000, () => endDeletion(account, stack));
      return {};
    },
    'CloudFormation.DescribeStackEvents': ({ StackName, NextToken }: DescribeStackEventsInput) => {
      const stack = stackOf(StackName);
      const failed = [...stack.failures].reverse().map(({ resource: { logicalId, type, id }, reason }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: id,
        ResourceType: type,
        ResourceStatus: 'DELETE_FAILED',
        ResourceStatusReason: reason,
      }));
      const own = { LogicalResourceId: stack.name, PhysicalResourceId: stack.name, StackId: stack.name, ResourceType: 'AWS::CloudFormation::Stack' };
      const { items, next } = page([...failed, { ...own, ResourceStatus: 'DELETE_IN_PROGRESS' }], NextToken, 100);
      return { StackEvents: items, NextToken: next };
    },
    'CloudFormation.DescribeEvents': ({ StackName }: DescribeEventsInput) => {
      stackOf(StackName);
      return { OperationEvents: [] };
    },
    'CloudFormation.GetTemplate': ({ StackName }: GetTemplateInput) => ({ TemplateBody: JSON.stringify(stackOf(StackName).template) }),
    'CloudFormation.ValidateTemplate': (_: ValidateTemplateInput) => ({}),
  };
}

function described({ name, status, reason, outputs, tags, created }: FakeStack) {
  return {
    StackName: name,
    StackStatus: status,
    StackStatusReason: reason,
    CreationTime: new Date(created),
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

/** Deletes what can be deleted, last made first; what cannot stays with the stack. */
function endDeletion(account: FakeAccount, stack: FakeStack): void {
  const users = [...account.stacks.values()].filter((other) => other !== stack && other.imports.some((name) => name in stack.exports));
  const [user] = users;
  if (user) {
    const used = user.imports.find((name) => name in stack.exports);
    stack.status = 'DELETE_FAILED';
    stack.reason = `Export ${used} cannot be deleted as it is in use by ${users.map(({ name }) => name).join(', ')}`;
    return;
  }
  for (const resource of inOrderOfDeletion(stack)) {
    if (resource.status === 'DELETE_COMPLETE' || resource.deletionPolicy === 'Retain') continue;
    const reason = whyNotDeleted(account, stack, resource);
    if (reason === undefined) {
      deletionOf(account, resource);
      resource.status = 'DELETE_COMPLETE';
      account.gone.push({ resource, at: account.now });
    } else {
      resource.status = 'DELETE_FAILED';
      stack.failures.push({ resource, reason });
    }
  }
  if (stack.failures.length === 0) {
    account.stacks.delete(stack.name);
    return;
  }
  stack.status = 'DELETE_FAILED';
  stack.reason = `The following resource(s) failed to delete: [${stack.failures.map(({ resource }) => resource.logicalId).join(', ')}].`;
}

/** Networks go last: everything else is in them. */
function inOrderOfDeletion({ resources }: FakeStack): FakeStack['resources'] {
  const rank = ({ type }: { type: string }) => ['AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::VPC'].indexOf(type);
  return [...resources].reverse().sort((one, other) => rank(one) - rank(other));
}
