import type { DeployedResource, Location } from '../../contract/resources';
import { services } from '../../services';
import { LINKED_ROLE_SERVICES } from '../../services/linked-role-services';
import type { DeployerStatement } from './statements';

const PASS = 'iam:PassRole';
const CREATE = 'iam:CreateServiceLinkedRole';

/** Service-linked roles of types whose service has none in `lib/services`, since it does not create them for what the scenarios make. */
const OTHER_ROLES: Readonly<Record<string, readonly string[]>> = {
  // For flow logs to Data Firehose: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-Firehose.html
  'AWS::EC2::FlowLog': ['AWSServiceRoleForLogDelivery'],
  // Nodes of a fleet or an instance group may be Spot instances: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
  'AWS::EMR::Cluster': ['AWSServiceRoleForEC2Spot'],
};

/** To whom roles are handed, and which services create roles for themselves. */
export interface RoleServices {
  readonly passedTo: readonly string[];
  readonly linked: readonly string[];
  /** Types that create a service-linked role of which no page of AWS gives the service. */
  readonly unknown: readonly string[];
}

/** @param creating types of the templates that need `iam:CreateServiceLinkedRole` */
export function roleServicesOf(resources: readonly DeployedResource[], creating: readonly string[]): RoleServices {
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  const passedTo = roles.flatMap(({ properties = {} }) => trustedServices(properties['AssumeRolePolicyDocument']));
  const linked = creating.map((type) => ({ type, roles: [...(services.serviceOf(type)?.serviceLinkedRoles ?? []), ...(OTHER_ROLES[type] ?? [])] }));
  return {
    passedTo: [...new Set(passedTo)].sort(),
    linked: [...new Set(linked.flatMap(({ roles: names }) => names.flatMap((name) => LINKED_ROLE_SERVICES[name] ?? [])))].sort(),
    unknown: linked.filter(({ roles: names }) => names.length === 0).map(({ type }) => `service-linked role of ${type}`),
  };
}

/**
 * Takes the two actions that hand out rights out of their statements, into statements with the services that they are for.
 *
 * Where no role of the templates trusts a service, only roles from outside are passed, and the statement names no service.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function withRoleConditions(
  statements: readonly DeployerStatement[],
  { passedTo, linked }: RoleServices,
  { partition, account }: Location,
): readonly DeployerStatement[] {
  const passed = [...new Set(statements.filter(({ Action }) => Action.includes(PASS)).flatMap(({ Resource }) => Resource))];
  const creates = statements.some(({ Action }) => Action.includes(CREATE));
  const others = statements
    .map((statement) => ({ ...statement, Action: statement.Action.filter((action) => action !== PASS && action !== CREATE) }))
    .filter(({ Action }) => Action.length > 0);
  return [
    ...others,
    ...(passed.length > 0 ? [conditional(PASS, passed, 'iam:PassedToService', passedTo)] : []),
    ...(creates && linked.length > 0
      ? [
          conditional(
            CREATE,
            linked.map((service) => `arn:${partition}:iam::${account}:role/aws-service-role/${service}/*`),
            'iam:AWSServiceName',
            linked,
          ),
        ]
      : []),
  ];
}

function conditional(action: string, resources: readonly string[], key: string, values: readonly string[]): DeployerStatement {
  const Condition = values.length > 0 ? { StringEquals: { [key]: values } } : undefined;
  return { Effect: 'Allow', Action: [action], Resource: resources, ...(Condition && { Condition }) };
}

/** Services that may assume a role. */
function trustedServices(document: unknown): readonly string[] {
  const { Statement = [] } = (document ?? {}) as { readonly Statement?: unknown };
  return [Statement].flat().flatMap((statement) => {
    const { Principal } = (statement ?? {}) as { readonly Principal?: { readonly Service?: unknown } };
    return [Principal?.Service].flat().filter((service): service is string => typeof service === 'string');
  });
}
