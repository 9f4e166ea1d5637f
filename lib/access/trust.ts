import type { AccessFinding, AccessRequest, JudgedRequest } from '../contract/access';
import { services } from '../services';
import { textAt } from '../services/lookups';
import type { Resource } from './deployment';
import type { WorkloadRole } from './workload-roles';
import { serviceAuthorizerOf, type World } from './world';

interface Assuming {
  /** Services that assume the role, each without `.amazonaws.com`. */
  readonly by: readonly string[];
  /** Further actions, such as `sts:TagSession`. @default - none */
  readonly actions?: readonly string[];
}

const by = (...names: readonly string[]): Assuming => ({ by: names });
const pods: Assuming = { by: ['pods.eks'], actions: ['sts:TagSession'] };

/** Services that assume a role, by the type and the property that name it. A property that is not here names a role that a service does not assume. */
const SERVICES: Readonly<Record<string, Readonly<Record<string, Assuming>>>> = {
  // https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
  'AWS::CodeBuild::Project': { ServiceRole: by('codebuild') },
  // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
  'AWS::EC2::FlowLog': { DeliverLogsPermissionArn: by('vpc-flow-logs') },
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
  'AWS::EC2::Instance': { IamInstanceProfile: by('ec2') },
  'AWS::EC2::LaunchTemplate': {
    'LaunchTemplateData.IamInstanceProfile.Arn': by('ec2'),
    'LaunchTemplateData.IamInstanceProfile.Name': by('ec2'),
  },
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  'AWS::ECS::TaskDefinition': { TaskRoleArn: by('ecs-tasks'), ExecutionRoleArn: by('ecs-tasks') },
  // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html; of an add-on the template does not have the namespace, which a trust may name.
  'AWS::EKS::PodIdentityAssociation': { RoleArn: pods },
  // https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
  'AWS::EKS::Cluster': { RoleArn: by('eks'), 'ComputeConfig.NodeRoleArn': by('ec2') },
  // https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
  'AWS::EKS::Nodegroup': { NodeRole: by('ec2') },
  // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html
  'AWS::EMR::Cluster': { JobFlowRole: by('ec2'), ServiceRole: by('elasticmapreduce') },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html
  'AWS::Events::Rule': { RoleArn: by('events'), 'Targets.*.RoleArn': by('events') },
  // https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html
  'AWS::Glue::Crawler': { Role: by('glue') },
  'AWS::Glue::Job': { Role: by('glue') },
  // https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html
  'AWS::IoT::TopicRule': { 'TopicRulePayload.Actions.*.*.RoleArn': by('iot'), 'TopicRulePayload.ErrorAction.*.RoleArn': by('iot') },
  // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
  'AWS::KinesisFirehose::DeliveryStream': {
    'ExtendedS3DestinationConfiguration.RoleARN': by('firehose'),
    'RedshiftDestinationConfiguration.RoleARN': by('firehose'),
    'RedshiftDestinationConfiguration.S3Configuration.RoleARN': by('firehose'),
    'RedshiftDestinationConfiguration.SecretsManagerConfiguration.RoleARN': by('firehose'),
    'KinesisStreamSourceConfiguration.RoleARN': by('firehose'),
    'MSKSourceConfiguration.AuthenticationConfiguration.RoleARN': by('firehose'),
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
  'AWS::Lambda::Function': { Role: by('lambda') },
  // https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
  'AWS::MWAA::Environment': { ExecutionRoleArn: by('airflow-env') },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
  'AWS::Pipes::Pipe': { RoleArn: by('pipes') },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
  'AWS::RDS::DBInstance': { MonitoringRoleArn: by('monitoring.rds'), 'AssociatedRoles.*.RoleArn': by('rds') },
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html
  'AWS::Scheduler::Schedule': { 'Target.RoleArn': by('scheduler') },
  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
  'AWS::StepFunctions::StateMachine': { RoleArn: by('states') },
};

/** Services that the constructs trust under the condition of `aws:SourceAccount` (see `service-principal.ts`), and EventBridge Scheduler: roles may depend on the keys. */
const SENDING = ['airflow-env', 'elasticmapreduce', 'glue', 'pods.eks', 'scheduler', 'states', 'vpc-flow-logs'];

/** Requests by which services become the roles that they are handed, and that the trust policies deny; and what of a trust depends on keys. */
export function trustOf(world: World): {
  readonly denied: ReadonlyMap<string, readonly JudgedRequest[]>;
  readonly findings: readonly AccessFinding[];
} {
  const denied = new Map<string, readonly JudgedRequest[]>();
  const findings: AccessFinding[] = [];
  const byId = new Map(world.deployed.map((resource) => [`${resource.stack}/${resource.logicalId}`, resource]));
  for (const { workload, id, use, role } of world.workloads) {
    const [assuming, resource, known] = [SERVICES[workload.type]?.[use], byId.get(id), world.roles.get(role)];
    if (!assuming || !resource || !known) continue;
    for (const service of assuming.by) {
      for (const action of ['sts:AssumeRole', ...(assuming.actions ?? [])]) {
        const answer = judged(world, { service, action, resource, role });
        const call = `${workload.type} ${workload.id}: ${service}.amazonaws.com assumes the role that ${use} names`;
        if (!answer.withKeys.isAllowed) {
          const request = { call, request: answer.request, count: 1, decision: answer.withKeys };
          denied.set(role, [...(denied.get(role) ?? []), request]);
        } else if (!answer.hasKeys && !SENDING.includes(service))
          findings.push({
            kind: 'policy',
            where: known.id,
            what: `its trust in ${service}.amazonaws.com for ${id} depends on aws:SourceAccount or aws:SourceArn, which it is not known to send`,
          });
      }
    }
  }
  return { denied, findings };
}

interface Asked extends Pick<WorkloadRole, 'role'> {
  readonly service: string;
  readonly action: string;
  readonly resource: Resource;
}

/** The answers with the keys that say for what a service acts, and whether it is the same without them: which service sends them is not known of each. */
function judged(world: World, { service, action, resource, role }: Asked) {
  const { account } = world.location;
  const arn = sourceOf(resource, world);
  const tags = sessionTags(resource);
  const context = { ...tags, 'aws:SourceAccount': account, ...(arn !== undefined && { 'aws:SourceArn': arn }) };
  const request: AccessRequest = { action, resource: role, context };
  const ask = (each: AccessRequest) => {
    const answers = ['amazonaws.com', 'amazonaws.com.cn'].map((suffix) => serviceAuthorizerOf(world, `${service}.${suffix}`)(each));
    return answers.find(({ isAllowed }) => isAllowed) ?? answers[0]!;
  };
  return { request, withKeys: ask(request), hasKeys: ask({ action, resource: role, context: tags }).isAllowed };
}

/** Tags that EKS gives the session of a pod. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
function sessionTags({ type, properties }: Resource): Readonly<Record<string, string>> {
  if (type !== 'AWS::EKS::PodIdentityAssociation') return {};
  const tags = { 'eks-cluster-name': 'ClusterName', 'kubernetes-namespace': 'Namespace', 'kubernetes-service-account': 'ServiceAccount' };
  const known = Object.entries(tags).flatMap(([tag, property]) => {
    const value = textAt(properties, property);
    return value === undefined ? [] : [[`aws:RequestTag/${tag}`, value] as const];
  });
  return Object.fromEntries(known);
}

/** ARN of what a service acts for: EventBridge Scheduler has the group of the schedule. https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
function sourceOf(resource: Resource, { location }: World): string | undefined {
  const { partition, region, account } = location;
  if (resource.type === 'AWS::Scheduler::Schedule')
    return `arn:${partition}:scheduler:${region}:${account}:schedule-group/${textAt(resource.properties, 'GroupName') ?? 'default'}`;
  if (resource.type === 'AWS::EC2::FlowLog') return `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/${resource.physicalId}`;
  return services.arnOf(resource, location) ?? services.madeUpOf(resource.type, resource.physicalId, location).arn;
}
