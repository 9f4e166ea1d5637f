import * as z from 'zod/mini';
import { actions, bindings, clients, POST_LOGIN, roles } from './lists';
import type { Management } from './management';
import type { Tenant } from './tenant';

/** Removes from a tenant what `apply` created, the Action first. Users and other parts stay. @returns a line for each removed part */
export async function remove(tenant: Pick<Tenant, 'application' | 'roles' | 'action'>, auth0: Management): Promise<readonly string[]> {
  const removed: string[] = [];
  const action = (await actions(auth0)).find(({ name }) => name === tenant.action.name);
  if (action) {
    const kept = (await bindings(auth0)).filter((each) => each.action.id !== action.id);
    const others = kept.map((each) => ({ ref: { type: 'binding_id', value: each.id }, display_name: each.display_name }));
    await auth0.send('PATCH', POST_LOGIN, { bindings: others }, z.unknown());
    await auth0.delete(`actions/actions/${action.id}`);
    removed.push(`Action '${action.name}'`);
  }
  for (const { client_id, name } of (await clients(auth0)).filter(({ name }) => name === tenant.application.name)) {
    await auth0.delete(`clients/${client_id}`);
    removed.push(`application ${name}`);
  }
  for (const { id, name } of (await roles(auth0)).filter(({ name }) => tenant.roles.some((role) => role.name === name))) {
    await auth0.delete(`roles/${id}`);
    removed.push(`role ${name}`);
  }
  return removed;
}
