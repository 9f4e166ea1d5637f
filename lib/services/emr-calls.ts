import type { AccessRequest } from '../contract/access';
import { textAt } from './lookups';
import { arnOf, known, member, passRole, requestTags, required, tagsAt, textsAt } from './requests';
import type { CallContext, CallInput, CallMapping, ServiceCalls } from './service';

/** Operations on one cluster whose action has their name. */
const ON_CLUSTER = [
  'AddInstanceFleet',
  'AddJobFlowSteps',
  'CancelSteps',
  'DescribeCluster',
  'DescribeStep',
  'ListInstances',
  'ListSteps',
  'ModifyCluster',
];

export const emrCalls: ServiceCalls = {
  sdk: 'emr',
  prefix: 'elasticmapreduce',
  names: { ClusterId: member('ClusterId', 'JobFlowId') },
  operations: {
    ...Object.fromEntries(
      ON_CLUSTER.map((action): [string, CallMapping] => [
        action,
        (input, context) => [onCluster(action, required(input, 'ClusterId', 'JobFlowId'), context)],
      ]),
    ),
    RunJobFlow: (input, context) => [
      { action: 'elasticmapreduce:RunJobFlow', resource: '*', context: tagsOf('Request', tagsAt(input)) },
      ...rolesOf(input, context),
    ],
    TerminateJobFlows: onEach('TerminateJobFlows'),
    SetTerminationProtection: onEach('SetTerminationProtection'),
    SetKeepJobFlowAliveWhenNoSteps: onEach('SetKeepJobFlowAliveWhenNoSteps'),
  },
};

function onEach(action: string): CallMapping {
  return (input, context) => textsAt(input, 'JobFlowIds').map((id) => onCluster(action, id, context));
}

/** A request on a cluster, with the tags that the call that created it gave. */
function onCluster(action: string, id: string, context: CallContext): AccessRequest {
  const created = context.calls?.find(({ service, answer }) => service === 'emr' && answer?.['JobFlowId'] === id);
  return {
    action: `elasticmapreduce:${action}`,
    resource: arnOf(context, 'elasticmapreduce', `cluster/${id}`),
    context: created ? tagsOf('Resource', tagsAt(created.input)) : {},
  };
}

/** EMR has its own condition keys of tags beside those of all services. */
function tagsOf(kind: 'Request' | 'Resource', tags: Readonly<Record<string, string>>): Record<string, string | readonly string[]> {
  const own = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`elasticmapreduce:${kind}Tag/${key}`, value]));
  if (kind === 'Request') return { ...own, ...requestTags(tags) };
  return { ...own, ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])) };
}

/** The roles that a new cluster gets: its service's, that of its instances, and the one of automatic scaling. */
function rolesOf(input: CallInput, context: CallContext): AccessRequest[] {
  const service = member('ServiceRole')(input);
  const profile = member('JobFlowRole')(input);
  const scaling = member('AutoScalingRole')(input);
  return [
    ...(service === undefined ? [] : [passRole(context, service, 'elasticmapreduce')]),
    ...(profile === undefined ? [] : [passRole(context, roleIn(profile, context), 'ec2')]),
    ...(scaling === undefined ? [] : [passRole(context, scaling, 'application-autoscaling')]),
  ];
}

/** The role of an instance profile; one that no template has is taken to have the role of its name, as EMR's own. */
function roleIn(profile: string, context: CallContext): string {
  const name = profile.split('/').at(-1) ?? profile;
  const roles = known(context, 'AWS::IAM::InstanceProfile', ({ physicalId, properties }) =>
    [physicalId, textAt(properties, 'InstanceProfileName')].includes(name),
  )?.properties?.['Roles'];
  return Array.isArray(roles) && typeof roles[0] === 'string' ? roles[0] : name;
}
