interface Client {
  client_id: string;
  name: string;
  [key: string]: unknown;
}

interface Bindings {
  readonly bindings: readonly { readonly ref: { readonly type: string; readonly value: string }; readonly display_name: string }[];
}
type Enabled = readonly { readonly client_id: string; readonly status: boolean }[];

/** An in-memory Auth0 tenant: keeps what it receives, and refuses what the real one refuses. */
export class FakeAuth0 {
  public readonly clients: Client[] = [{ client_id: 'c-other', name: 'Intranet' }];
  public readonly roles: { id: string; name: string }[] = [{ id: 'r-other', name: 'Support' }];
  public readonly connections = [
    { id: 'con-1', name: 'Username-Password-Authentication', clients: ['c-other'] },
    { id: 'con-2', name: 'google-oauth2', clients: ['c-other'] },
  ];
  public actions: { id: string; name: string; code: string; status: string; secrets: { name: string; value: string }[]; deployed: boolean }[] = [];
  public bindings = [{ id: 'b-1', display_name: 'Audit every login', action: { id: 'a-other' } }];
  /** Each request as `METHOD path`. */
  public readonly requests: string[] = [];
  /** Number of requests to answer with 429 before one succeeds. */
  public tooMany = 0;
  /** Polls until an Action is built, and its final status. */
  public building = 1;
  public built = 'built';
  private made = 0;

  public readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const path = url.pathname.replace(/^\/(api\/v2\/)?/, '');
    const method = init?.method ?? 'GET';
    if (path !== 'oauth/token') this.requests.push(`${method} ${path}`);
    if (this.tooMany > 0) {
      this.tooMany--;
      return Response.json({ message: 'Global limit has been reached' }, { status: 429 });
    }
    const body: unknown = init?.body === undefined ? undefined : JSON.parse(String(init.body));
    if (path === 'oauth/token') {
      const { client_secret: secret, audience } = body as { client_secret: string; audience: string };
      const known = secret === 'secret' && audience === `${url.origin}/api/v2/`;
      return known
        ? Response.json({ access_token: 'token' })
        : Response.json({ error: 'access_denied', error_description: 'Unauthorized' }, { status: 401 });
    }
    if (new Headers(init?.headers).get('authorization') !== 'Bearer token') return Response.json({ message: 'Missing token' }, { status: 401 });
    if (path.startsWith('actions/') && url.searchParams.has('include_totals')) {
      return Response.json({ message: "Query validation error: 'Additional properties not allowed: include_totals'" }, { status: 400 });
    }
    const [, connection] = (method === 'GET' && /^connections\/([^/]+)\/clients$/.exec(path)) || [];
    if (connection !== undefined) return this.clientsOf(connection, url.searchParams);
    return this.answer(method, path, body, Number(url.searchParams.get('page') ?? 0), Number(url.searchParams.get('per_page') ?? 50));
  };

  private answer(method: string, path: string, body: unknown, page: number, size: number): Response {
    const part = <T>(key: string, items: readonly T[]) => Response.json({ [key]: items.slice(page * size, (page + 1) * size), total: items.length });
    const [kind = '', id = '', more] = path.split('/');
    if (path === 'actions/triggers/post-login/bindings') return method === 'GET' ? part('bindings', this.bindings) : this.rebind(body as Bindings);
    if (kind === 'actions')
      return method === 'GET' && more === undefined ? part('actions', this.actions) : this.action(method, path.split('/'), body);
    if (path === 'clients' && method === 'GET') return part('clients', this.clients);
    if (path === 'roles' && method === 'GET') return part('roles', this.roles);
    if (path === 'connections') return part('connections', this.connections);
    if (kind === 'connections' && more === 'clients') return this.connection(id, body as Enabled);
    if (method === 'DELETE') return this.drop(kind, id);
    if (kind === 'roles') return this.keep(this.roles, { ...(body as object), id: this.id('r') } as never);
    if (kind === 'clients' && id === '') return this.keep(this.clients, { ...(body as object), client_id: this.id('c') } as never);
    const client = this.clients.find(({ client_id }) => client_id === id);
    return client ? Response.json(Object.assign(client, body as object)) : Response.json({ message: 'not found' }, { status: 404 });
  }

  private action(method: string, [, , id = '', verb]: readonly string[], body: unknown): Response {
    if (method === 'POST' && id === '') {
      return this.keep(this.actions, { ...(body as object), id: this.id('a'), status: 'building', deployed: false } as never);
    }
    const action = this.actions.find((each) => each.id === id);
    if (!action) return Response.json({ message: 'not found' }, { status: 404 });
    if (verb === 'deploy') {
      if (action.status !== 'built') return Response.json({ message: "A draft must be in the 'built' state" }, { status: 400 });
      action.deployed = true;
    } else if (method === 'PATCH') {
      Object.assign(action, body as object, { status: 'building' });
    } else if (method === 'DELETE') {
      if (this.bindings.some((binding) => binding.action.id === id)) return Response.json({ message: 'the action is bound' }, { status: 409 });
      this.actions = this.actions.filter((each) => each !== action);
      return new Response(null, { status: 204 });
    } else if (this.building-- <= 0) {
      action.status = this.built;
    }
    return Response.json(action);
  }

  /** A write replaces all bindings. */
  private rebind({ bindings }: Bindings): Response {
    const before = this.bindings;
    this.bindings = bindings.flatMap(({ ref, display_name }) => {
      if (ref.type === 'binding_id') return before.filter(({ id }) => id === ref.value);
      return [{ id: this.id('b'), display_name, action: { id: ref.value } }];
    });
    return Response.json({ bindings: this.bindings });
  }

  private connection(id: string, body: Enabled): Response {
    const connection = this.connections.find((each) => each.id === id);
    if (!connection) return Response.json({ message: 'not found' }, { status: 404 });
    for (const { client_id, status } of body) {
      connection.clients = connection.clients.filter((each) => each !== client_id);
      if (status) connection.clients.push(client_id);
    }
    return new Response(null, { status: 204 });
  }

  /** This list has no page numbers: each page names the next one. */
  private clientsOf(id: string, query: URLSearchParams): Response {
    const connection = this.connections.find((each) => each.id === id);
    if (!connection) return Response.json({ message: 'not found' }, { status: 404 });
    const take = Number(query.get('take') ?? 50);
    if (take > 1_000) return Response.json({ message: "Query validation error: 'take' is more than 1000" }, { status: 400 });
    const from = Number(query.get('from')?.replace('at-', '') ?? 0);
    const clients = connection.clients.slice(from, from + take).map((client_id) => ({ client_id }));
    return Response.json({ clients, ...(from + take < connection.clients.length && { next: `at-${from + take}` }) });
  }

  private drop(kind: string, id: string): Response {
    const items: { id?: string; client_id?: string }[] = kind === 'roles' ? this.roles : this.clients;
    const at = items.findIndex((item) => item.id === id || item.client_id === id);
    if (at < 0) return Response.json({ message: 'not found' }, { status: 404 });
    items.splice(at, 1);
    return new Response(null, { status: 204 });
  }

  private keep<T>(items: T[], item: T): Response {
    items.push(item);
    return Response.json(item, { status: 201 });
  }

  private id(prefix: string): string {
    this.made++;
    return `${prefix}-${this.made}`;
  }
}
