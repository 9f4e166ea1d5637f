import * as z from 'zod/mini';
import type { Management } from './management';

/** Bindings of the post-login trigger. */
export const POST_LOGIN = 'actions/triggers/post-login/bindings';

export const client = z.looseObject({ client_id: z.string(), name: z.string() });
export const role = z.looseObject({ id: z.string(), name: z.string() });
export const action = z.looseObject({ id: z.string(), name: z.string(), code: z.optional(z.string()), status: z.optional(z.string()) });
const connection = z.looseObject({ id: z.string(), name: z.string() });
/** A page of the applications that a connection is enabled for; `next` is absent on the last one. */
export const enabledClients = z.looseObject({ clients: z.array(z.looseObject({ client_id: z.string() })), next: z.optional(z.string()) });
const binding = z.looseObject({ id: z.string(), display_name: z.string(), action: z.looseObject({ id: z.string() }) });

export const clients = (auth0: Management) => auth0.list('clients?is_global=false', 'clients', client);
export const roles = (auth0: Management) => auth0.list('roles', 'roles', role);
export const connections = (auth0: Management) => auth0.list('connections', 'connections', connection);
export const actions = (auth0: Management) => auth0.list('actions/actions?triggerId=post-login', 'actions', action);
/** In the order in which they run. */
export const bindings = (auth0: Management) => auth0.list(POST_LOGIN, 'bindings', binding);
