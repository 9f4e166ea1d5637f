import type { AccessFinding, AccessReport } from '../contract/access';
import type { DeployedResource, Location } from '../contract/resources';
import type { CallReport } from '../rehearsal/result';
import { type FoundRoleUse, services } from '../services';
import { NO_ROLE_USES } from '../services/no-role-uses';
import { namedFrom, type Resource } from './deployment';
import { judge, type SentRequest } from './judge';
import { requestsOf } from './requests';
import { hasKnownPolicies } from './resource-policies';
import { trustOf } from './trust';
import type { World } from './world';

interface Unknown {
  readonly call: string;
  readonly reason: string;
}

/** Judges the calls of workloads, what services do as the roles that they were handed, and whether the roles trust them. */
export async function accessOf(world: World, calls: readonly CallReport[]): Promise<AccessReport> {
  const uses = await usesOf(world);
  const report = judge(world, [...calls.flatMap(sentBy), ...uses.sent]);
  const unknown = calls.flatMap(({ workload, error, ...call }): Unknown[] =>
    error ? [{ call: `${nameOf(call)} of ${workload.type} ${workload.id}`, reason: `${error.problem}: ${error.got ?? ''}` }] : [],
  );
  const unassigned = [...report.unassigned, ...unknown, ...uses.unknown];
  const trust = trustOf(world);
  return {
    isAllowed: report.isAllowed && unassigned.length === 0 && trust.denied.size === 0,
    roles: report.roles.map((each) => ({ ...each, requests: [...each.requests, ...(trust.denied.get(each.role) ?? [])] })),
    unassigned,
    findings: [...report.findings, ...trust.findings, ...silentTypes(world)],
  };
}

/** What is sent as the roles of a world: the requests of recorded calls, and those of services. */
export async function sentOf(world: World, calls: readonly CallReport[]): Promise<readonly SentRequest[]> {
  return [...calls.flatMap(sentBy), ...(await usesOf(world)).sent];
}

function sentBy(call: CallReport): readonly SentRequest[] {
  const { workload, count } = call;
  const { use, ...by } = workload;
  return call.requests.map((request, index) => ({
    by,
    ...(use && { use }),
    call: nameOf(call),
    request,
    count,
    ...(index === 0 && { calls: count }),
  }));
}

/** What services do as the roles of a world, as their documentation says. */
export async function usesOf({ deployed }: World): Promise<{ readonly sent: readonly SentRequest[]; readonly unknown: readonly Unknown[] }> {
  const [sent, unknown]: [SentRequest[], Unknown[]] = [[], []];
  const requests = async (
    { role, source, isConditional, requests: own, calls = [] }: FoundRoleUse,
    call: string,
    location: Location,
  ): Promise<readonly SentRequest[]> => {
    const resources = namedFrom(location, deployed);
    const called = await Promise.all(calls.map((each) => requestsOf(each, { location, resources, calls })));
    return [...own, ...called.flat()].map((request) => ({ by: role, call, request, source, isConditional }));
  };
  for (const resource of deployed) {
    const name = `${resource.type} ${resource.logicalId}`;
    const { location } = resource;
    try {
      for (const use of services.roleUsesOf(namedFrom(location, deployed), location, [resource]))
        sent.push(...(await requests(use, `${name}: ${use.description}`, location)));
    } catch (error) {
      unknown.push({ call: name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { sent, unknown };
}

/** Resources that name a role otherwise than in a policy, and of whose service it is not known what it does as it. */
function silentTypes({ deployed, roles }: World): readonly AccessFinding[] {
  const names = new Set([...roles.keys(), ...deployed.filter(({ type }) => type === 'AWS::IAM::Role').map(({ physicalId }) => physicalId)]);
  const isNamed = (value: unknown): boolean =>
    typeof value === 'string' ? names.has(value) : value !== null && typeof value === 'object' && Object.values(value).some(isNamed);
  const isSilent = ({ type, properties }: DeployedResource) =>
    services.typeOf(type)?.onBehalf === undefined && NO_ROLE_USES[type] === undefined && !hasKnownPolicies(type) && isNamed(properties);
  return deployed.filter(isSilent).map(({ stack, logicalId, type }: Resource) => ({
    ...{ kind: 'unread', where: `${stack}/${logicalId}` },
    what: `it is not known what ${type} does as the role that it names`,
  }));
}

function nameOf({ service, operation }: Pick<CallReport, 'service' | 'operation'>): string {
  return `${service} ${operation}`;
}
