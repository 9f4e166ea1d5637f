import { ConfigError } from '../errors';

/** Where a client sends its requests, and with whose credentials. */
export interface Destination {
  readonly url: string;
  readonly accessKeyId: string;
}

/** The part of an SDK client that is used here. */
interface Client {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: 'build'; priority: 'low'; name: string }): void };
}
type Middleware = <Arguments, Output>(
  next: (args: Arguments) => Promise<Output>,
) => (args: Arguments & { readonly request: unknown }) => Promise<Output>;

/** Whether a host is one of AWS, in a partition that is open to the public. Endpoints in a VPC are. */
export function isAws(hostname: string): boolean {
  return /(^|\.)(amazonaws\.(com|com\.cn|eu)|api\.aws|(api\.)?amazonwebservices\.(com\.cn|eu))$/.test(hostname);
}

/** Whether the SDK ignores every endpoint that variables and configuration files name. */
export function ignoresEndpoints(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true';
}

/**
 * Where a client goes. Variables, configuration files and the services section of a profile decide, and the SDK alone knows in which order.
 *
 * @param send a request, which is addressed and never sent
 */
export async function destinationOf<C extends Client & { readonly config: { credentials(): Promise<{ readonly accessKeyId: string }> } }>(
  client: C,
  send: (client: C) => Promise<unknown>,
): Promise<Destination> {
  let url: string | undefined;
  const stop: Middleware = () => async (args) => {
    url = addressOf(args.request);
    throw new Error('not sent');
  };
  client.middlewareStack.add(stop, { step: 'build', priority: 'low', name: 'stagecraftAddress' });
  await send(client).catch((error) => {
    if (url === undefined) throw error;
  });
  const { accessKeyId } = await client.config.credentials();
  return { url: url ?? '', accessKeyId };
}

/**
 * Keeps the requests of a client in one world: AWS, or what stands in for it.
 *
 * @param endpoint of the stand-in
 * @param allowed endpoint that the user named, in whichever world
 */
export function keepTo<C extends Client>(client: C, endpoint: string | undefined, allowed: string | undefined): C {
  const check: Middleware = (next) => async (args) => {
    const url = addressOf(args.request);
    if (isAws(new URL(url).hostname) === (endpoint === undefined) || (allowed !== undefined && new URL(allowed).origin === url)) return next(args);
    throw new ConfigError({
      problem: 'the configuration leads some of the requests elsewhere',
      got: url,
      allowed: endpoint === undefined ? 'AWS, where the other requests go' : `the others go to ${endpoint}`,
      fix: `remove the endpoint_url of that service, or say that it is meant: --allow-endpoint ${url}`,
    });
  };
  client.middlewareStack.add(check, { step: 'build', priority: 'low', name: 'stagecraftDestination' });
  return client;
}

function addressOf(request: unknown): string {
  const { protocol, hostname, port } = request as { readonly protocol: string; readonly hostname: string; readonly port?: number };
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`).origin;
}
