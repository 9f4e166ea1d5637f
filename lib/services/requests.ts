import type { AccessRequest } from '../contract/access';
import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import type { CallContext, CallInput, CallMapping } from './service';

/** The first of these members of an input that is text; a path such as `TableInput.Name` reaches inside. */
export function member(...paths: readonly string[]): (input: CallInput) => string | undefined {
  return (input) => paths.map((path) => textAt(input, path)).find((value) => value !== undefined && value !== '');
}

/** A member of an input without which the call has no resource. @throws Error when it is missing */
export function required(input: CallInput, ...paths: readonly string[]): string {
  const value = member(...paths)(input);
  if (value === undefined) throw new Error(`the input has no ${paths.join(' and no ')}`);
  return value;
}

/** The elements of a member that is a list; none when it is missing. */
export function listAt(input: CallInput, name: string): readonly CallInput[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}

/** The texts of a member that is a list; none when it is missing. */
export function textsAt(input: CallInput, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** An ARN in the account's region; `value` stands for itself when it is an ARN already. */
export function arnOf({ location: { partition, region, account } }: CallContext, service: string, path: string, value = ''): string {
  return value.startsWith('arn:') ? value : `arn:${partition}:${service}:${region}:${account}:${path}`;
}

/** A mapping to one request whose action has another name than the operation. */
export function as(action: string, resource: (input: CallInput, context: CallContext) => string): CallMapping {
  return (input, context) => [{ action, resource: resource(input, context) }];
}

/** The known resource of a type with this physical id, or that `matches`. */
export function known(
  { resources }: CallContext,
  type: string,
  matches: string | ((resource: DeployedResource) => boolean),
): DeployedResource | undefined {
  return resources.find((each) => each.type === type && (typeof matches === 'string' ? each.physicalId === matches : matches(each)));
}

/** Condition keys of what AWS calls for the caller, with the caller's permissions. */
export function forwardedBy(service: string, requests: readonly AccessRequest[]): AccessRequest[] {
  const called = { 'aws:CalledVia': [service], 'aws:CalledViaFirst': service, 'aws:CalledViaLast': service, 'aws:ViaAWSService': 'true' };
  return requests.map((request) => ({ ...request, context: { ...request.context, ...called } }));
}

/** Condition keys of the tags that a request gives. */
export function requestTags(tags: Readonly<Record<string, string>>): Record<string, string | readonly string[]> {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  return { ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])), 'aws:TagKeys': keys };
}

/** Tags in the list form that most services have. */
export function tagsAt(input: CallInput, name = 'Tags'): Readonly<Record<string, string>> {
  return Object.fromEntries(listAt(input, name).map((tag) => [String(tag['Key'] ?? tag['key']), String(tag['Value'] ?? tag['value'] ?? '')]));
}

/** The request for `iam:PassRole` that goes with handing a role to a service. */
export function passRole(context: CallContext, role: string, service: string): AccessRequest {
  const { partition, account } = context.location;
  const resource = role.startsWith('arn:') ? role : `arn:${partition}:iam::${account}:role/${role}`;
  return { action: 'iam:PassRole', resource, context: { 'iam:PassedToService': `${service}.amazonaws.com` } };
}
