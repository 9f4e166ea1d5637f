import type { SdkCall } from '../contract/access';
import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { listAt, passRole } from './requests';
import { asked, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';
import { callsOfResource } from './state-machine-calls';

const RULES = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html';
const SCHEDULES = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html';

/** The action by which a target of a service is sent an event. */
const SENDS: Readonly<Record<string, string>> = {
  batch: 'batch:SubmitJob',
  codebuild: 'codebuild:StartBuild',
  codepipeline: 'codepipeline:StartPipelineExecution',
  ecs: 'ecs:RunTask',
  events: 'events:PutEvents',
  firehose: 'firehose:PutRecord',
  glue: 'glue:NotifyEvent',
  kinesis: 'kinesis:PutRecord',
  lambda: 'lambda:InvokeFunction',
  sns: 'sns:Publish',
  sqs: 'sqs:SendMessage',
  states: 'states:StartExecution',
};

/** What EventBridge does as the roles of a rule's targets. Targets without a role are allowed by the policy of the target. */
export function ruleUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  return listAt(properties, 'Targets').flatMap((target) => targetUses(target, target['RoleArn'] ?? properties['RoleArn'], RULES, context));
}

/** What EventBridge Scheduler does as the role of a schedule, also by a universal target, which names an operation of the SDK. */
export function scheduleUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const target = (properties['Target'] ?? {}) as CallInput;
  const failed = textAt(target, 'DeadLetterConfig.Arn');
  return [
    ...targetUses(target, target['RoleArn'], SCHEDULES, context),
    ...usesOf(target['RoleArn'], context, {
      description: 'sends what it could not deliver to the dead-letter queue',
      source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
      requests: failed === undefined ? [] : asked(['sqs:SendMessage'], failed),
    }),
  ];
}

function targetUses(target: CallInput, role: unknown, source: string, context: BehalfContext): readonly RoleUse[] {
  const arn = textAt(target, 'Arn');
  if (arn === undefined) return [];
  const calls = universalCalls(arn, textAt(target, 'Input'));
  if (calls) return usesOf(role, context, { description: 'calls the operation that it names', source, calls });
  const [, , service = ''] = arn.split(':');
  const { [service]: action } = SENDS;
  if (action === undefined) throw new Error(`what sends an event to ${arn} is not known`);
  const task = textAt(target, 'EcsParameters.TaskDefinitionArn');
  return usesOf(role, context, {
    description: 'sends the event to its target',
    source,
    requests: service === 'ecs' && task !== undefined ? [...asked([action], task), ...taskRoles(task, context)] : asked([action], arn),
  });
}

/** The call of a universal target, `arn:aws:scheduler:::aws-sdk:glue:startCrawler`; undefined for another target. */
function universalCalls(arn: string, input: string | undefined): readonly SdkCall[] | undefined {
  const [, service, operation] = /^arn:[^:]+:scheduler:::aws-sdk:(\w+):(\w+)$/.exec(arn) ?? [];
  if (service === undefined || operation === undefined) return undefined;
  const given = input === undefined ? {} : (JSON.parse(input) as CallInput);
  return callsOfResource(`arn:aws:states:::aws-sdk:${service}:${operation}`, given);
}

/** Roles that a task gets are passed to ECS. */
function taskRoles(task: string, context: BehalfContext) {
  const definition = context.resources.find(({ type, physicalId }) => type === 'AWS::ECS::TaskDefinition' && physicalId === task);
  return ['TaskRoleArn', 'ExecutionRoleArn'].flatMap((name) => {
    const role = textAt(definition?.properties, name);
    return role === undefined ? [] : [passRole(context, role, 'ecs-tasks')];
  });
}
