import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { action, actions, bindings, client, clients, connections, enabledClients, POST_LOGIN, role, roles } from './lists';
import { Auth0Error, type Management } from './management';
import type { Tenant } from './tenant';

export interface ApplyOptions {
  readonly signal: AbortSignal;
  progress(line: string): void;
  /** Poll interval for the Action's build. @default 1000 ms */
  readonly pollMs?: number;
}

/** State of a tenant after applying. */
export interface Applied {
  readonly clientId: string;
  /** Created or changed parts; all others were up to date. */
  readonly changed: readonly string[];
  /** Actions of the post-login trigger, in order. */
  readonly boundActions: readonly string[];
}

/** Polls before an Action counts as stuck; Auth0 builds one within seconds. */
const MAX_POLLS = 60;

/** Brings a tenant to the desired state. Existing parts are updated, never duplicated; other parts stay unchanged. @throws Auth0Error when Auth0 refuses */
export async function apply(tenant: Tenant, auth0: Management, options: ApplyOptions): Promise<Applied> {
  const changed: string[] = [];
  const tell = (line: string) => {
    changed.push(line);
    options.progress(line);
  };
  const clientId = await applyApplication(tenant.application, auth0, tell);
  await limitConnections(tenant.connection, clientId, auth0, tell);
  await applyRoles(tenant.roles, auth0, tell);
  const actionId = await applyAction(tenant, clientId, auth0, tell, options);
  const boundActions = await bind(tenant.action.name, actionId, auth0, tell);
  return { clientId, changed, boundActions };
}

type Tell = (line: string) => void;

async function applyApplication(wanted: Tenant['application'], auth0: Management, tell: Tell): Promise<string> {
  const there = (await clients(auth0)).find(({ name }) => name === wanted.name);
  if (!there) {
    const { client_id: made } = await auth0.send('POST', 'clients', wanted, client);
    tell(`application ${wanted.name} made`);
    return made;
  }
  const { name: _, app_type: __, ...settings } = wanted;
  if (!holds(there, settings)) {
    await auth0.send('PATCH', `clients/${there.client_id}`, settings, client);
    tell(`application ${wanted.name} changed`);
  }
  return there.client_id;
}

/** Enables exactly one connection for the application. */
async function limitConnections(wanted: string, clientId: string, auth0: Management, tell: Tell): Promise<void> {
  const all = await connections(auth0);
  if (!all.some(({ name }) => name === wanted)) throw new Auth0Error('GET connections', 404, `the tenant has no connection ${wanted}`);
  for (const { id, name } of all) {
    const enabled = (await clientsOf(id, auth0)).includes(clientId);
    if (enabled === (name === wanted)) continue;
    await auth0.send('PATCH', `connections/${id}/clients`, [{ client_id: clientId, status: !enabled }], z.unknown());
    tell(`connection ${name} ${enabled ? 'off' : 'on'} for the application`);
  }
}

/** Ids of the applications that a connection is enabled for, from every page. */
async function clientsOf(connection: string, auth0: Management): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = ''; ; ) {
    const { clients: users, next } = await auth0.get(`connections/${connection}/clients?take=1000${from}`, enabledClients);
    ids.push(...users.map(({ client_id: id }) => id));
    if (next === undefined) return ids;
    from = `&from=${encodeURIComponent(next)}`;
  }
}

async function applyRoles(wanted: Tenant['roles'], auth0: Management, tell: Tell): Promise<void> {
  const there = new Set((await roles(auth0)).map(({ name }) => name));
  for (const each of wanted) {
    if (there.has(each.name)) continue;
    await auth0.send('POST', 'roles', each, role);
    tell(`role ${each.name} made`);
  }
}

/** Uploads, builds and deploys the Action. Secrets are not readable, so they are written each time. */
async function applyAction(
  { action: wanted, settings }: Tenant,
  clientId: string,
  auth0: Management,
  tell: Tell,
  options: ApplyOptions,
): Promise<string> {
  const secrets = Object.entries({ QUICKSIGHT_CLIENT_ID: clientId, ...settings }).map(([name, value]) => ({ name, value }));
  const there = (await actions(auth0)).find(({ name }) => name === wanted.name);
  const { name: _, supported_triggers: __, ...changes } = wanted;
  const { id } = there
    ? await auth0.send('PATCH', `actions/actions/${there.id}`, { ...changes, secrets }, action)
    : await auth0.send('POST', 'actions/actions', { ...wanted, secrets }, action);
  if (!there) tell(`Action '${wanted.name}' made`);
  else if (there.code !== wanted.code) tell(`Action '${wanted.name}' changed`);

  await untilBuilt(id, auth0, options);
  await auth0.send('POST', `actions/actions/${id}/deploy`, undefined, z.unknown());
  return id;
}

async function untilBuilt(id: string, auth0: Management, { signal, pollMs = 1_000 }: ApplyOptions): Promise<void> {
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const { status } = await auth0.get(`actions/actions/${id}`, action);
    if (status === 'built') return;
    if (status === 'failed') throw new Auth0Error(`GET actions/actions/${id}`, 200, 'Auth0 could not build the Action');
    await sleep(pollMs, undefined, { signal });
  }
  throw new Auth0Error(`GET actions/actions/${id}`, 200, `the Action is still not built after ${MAX_POLLS} polls`);
}

/** Appends the Action to the trigger's bindings. The API replaces all bindings, so existing ones are sent unchanged. */
async function bind(name: string, id: string, auth0: Management, tell: Tell): Promise<readonly string[]> {
  const there = await bindings(auth0);
  const names = there.map(({ display_name }) => display_name);
  if (there.some((each) => each.action.id === id)) return names;
  const kept = there.map((each) => ({ ref: { type: 'binding_id', value: each.id }, display_name: each.display_name }));
  await auth0.send('PATCH', POST_LOGIN, { bindings: [...kept, { ref: { type: 'action_id', value: id }, display_name: name }] }, z.unknown());
  tell(`Action '${name}' bound to the post-login trigger`);
  return [...names, name];
}

/** Whether an object has all wanted properties. */
function holds(there: unknown, wanted: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object') return there === wanted;
  if (there === null || typeof there !== 'object') return false;
  if (Array.isArray(wanted)) return JSON.stringify(there) === JSON.stringify(wanted);
  return Object.entries(wanted).every(([key, value]) => holds((there as Record<string, unknown>)[key], value));
}
