import { arnOf, as, listAt, member, passRole, requestTags, required, tagsAt } from './requests';
import type { CallContext, CallInput, ServiceCalls } from './service';

const topic = (input: CallInput, context: CallContext) => {
  const arn = member('TopicArn', 'TargetArn')(input);
  // A message to a telephone number has no resource.
  return arn === undefined ? '*' : arnOf(context, 'sns', arn, arn);
};

const queue = (input: CallInput, context: CallContext) => {
  const url = required(input, 'QueueUrl');
  const [, account = context.location.account, name = url] = /\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
  return arnOf({ ...context, location: { ...context.location, account } }, 'sqs', name);
};

export const snsCalls: ServiceCalls = {
  sdk: 'sns',
  prefix: 'sns',
  names: { TopicName: member('TopicArn', 'Name') },
  operations: { Publish: as('sns:Publish', topic), PublishBatch: as('sns:Publish', topic) },
};

export const sqsCalls: ServiceCalls = {
  sdk: 'sqs',
  prefix: 'sqs',
  names: { QueueName: (input) => member('QueueName')(input) ?? member('QueueUrl')(input)?.split('/').at(-1) },
  operations: {
    SendMessage: as('sqs:SendMessage', queue),
    SendMessageBatch: as('sqs:SendMessage', queue),
    ReceiveMessage: as('sqs:ReceiveMessage', queue),
    DeleteMessage: as('sqs:DeleteMessage', queue),
    DeleteMessageBatch: as('sqs:DeleteMessage', queue),
    ChangeMessageVisibility: as('sqs:ChangeMessageVisibility', queue),
    ChangeMessageVisibilityBatch: as('sqs:ChangeMessageVisibility', queue),
  },
};

export const eventsCalls: ServiceCalls = {
  sdk: 'eventbridge',
  prefix: 'events',
  names: { EventBusName: member('EventBusName'), RuleName: member('Rule', 'Name') },
  operations: {
    PutEvents: (input, context) =>
      listAt(input, 'Entries').map((entry) => {
        const bus = member('EventBusName')(entry) ?? 'default';
        const keys = { 'events:source': member('Source')(entry), 'events:detail-type': member('DetailType')(entry) };
        return {
          action: 'events:PutEvents',
          resource: arnOf(context, 'events', `event-bus/${bus}`, bus),
          context: Object.fromEntries(Object.entries(keys).filter((pair): pair is [string, string] => pair[1] !== undefined)),
        };
      }),
    PutRule: onRule('PutRule'),
    DescribeRule: onRule('DescribeRule'),
    PutTargets: onRule('PutTargets'),
    RemoveTargets: onRule('RemoveTargets'),
    DeleteRule: onRule('DeleteRule'),
  },
};

function onRule(action: string): NonNullable<ServiceCalls['operations']>[string] {
  return (input, context) => {
    const bus = member('EventBusName')(input);
    const name = required(input, 'Rule', 'Name');
    const path = bus === undefined || bus === 'default' ? `rule/${name}` : `rule/${bus.split('/').at(-1)}/${name}`;
    const role = member('RoleArn')(input);
    return [
      { action: `events:${action}`, resource: arnOf(context, 'events', path), context: requestTags(tagsAt(input)) },
      ...(role === undefined ? [] : [passRole(context, role, 'events')]),
    ];
  };
}
