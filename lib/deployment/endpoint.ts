import { type Destination, ignoresEndpoints, isAws } from '../aws/destination';
import { ConfigError } from '../errors';

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the calls of a command would go, and with whose credentials. */
export interface EndpointOptions {
  /** Profile that was named. @default - none */
  readonly profile?: string;
  /** Endpoint that the person said is meant. @default - none */
  readonly allowEndpoint?: string;
}

interface Override {
  readonly variable: string;
  readonly url: URL;
}

const GENERAL = 'AWS_ENDPOINT_URL';

/** What `--allow-endpoint` says, for messages. */
const SAY_IT = (url: string) => `unset the variable, or say that it is meant: --allow-endpoint ${url}`;

/**
 * Refuses an environment in which endpoint and credentials belong to different worlds.
 *
 * A stand-in for AWS needs no real credentials, and real credentials mean a real account: where both meet, half of the calls would end where
 * nobody wants them. Nothing is asked of the network.
 *
 * @throws ConfigError with the variable that is to blame
 */
export function requireAgreeingEndpoint(env: Environment, { profile, allowEndpoint }: EndpointOptions): void {
  const overrides = foreignOverrides(env);
  if (allowEndpoint === undefined) requireStandIn(overrides, env, profile);
  else requireOnly(overrides, parsed('--allow-endpoint', allowEndpoint));
}

/**
 * Refuses a client whose endpoint and credentials belong to different worlds, wherever the SDK read them: variables are not all that it reads.
 *
 * @throws ConfigError before the first request
 */
export function requireAgreeingDestination({ url: text, accessKeyId }: Destination, { allowEndpoint }: EndpointOptions): void {
  const url = new URL(text);
  if (isAws(url.hostname)) return;
  const source = { variable: 'the endpoint of the configuration', url };
  if (allowEndpoint !== undefined) {
    requireOnly([source], parsed('--allow-endpoint', allowEndpoint));
    return;
  }
  const got = isLoopback(url) ? `${url.href} with the access key ${accessKeyId.slice(0, 8)}…` : url.href;
  if (isLoopback(url) && !isRealKey(accessKeyId)) return;
  throw new ConfigError({
    problem: isLoopback(url)
      ? 'the endpoint of the configuration and real credentials disagree'
      : `${source.variable} is neither AWS nor this machine`,
    got,
    allowed: 'AWS, or an endpoint on this machine with made-up credentials',
    fix: `remove endpoint_url from the configuration, or say that it is meant: --allow-endpoint ${url.href}`,
  });
}

function requireStandIn(overrides: readonly Override[], env: Environment, profile: string | undefined): void {
  for (const { variable, url } of overrides) {
    if (isLoopback(url)) continue;
    throw new ConfigError({
      problem: `${variable} is neither AWS nor this machine`,
      got: url.href,
      allowed: 'an endpoint of AWS, or one on localhost',
      fix: SAY_IT(url.href),
    });
  }
  const [first] = overrides;
  if (!first) return;

  if (!overrides.some(({ variable }) => variable === GENERAL)) {
    throw new ConfigError({
      problem: `${first.variable} leads a part of the calls away from AWS, the rest would reach the real account`,
      got: first.url.href,
      allowed: `${GENERAL}, which leads all of them`,
      fix: SAY_IT(first.url.href),
    });
  }
  const named = profile ?? env['AWS_PROFILE'];
  if (named !== undefined) {
    throw new ConfigError({
      problem: `${first.variable} and a credentials profile disagree`,
      got: `${first.url.href} with the profile '${named}'`,
      allowed: 'an endpoint on this machine with made-up credentials, or a profile without the endpoint',
      fix: SAY_IT(first.url.href),
    });
  }
  const key = env['AWS_ACCESS_KEY_ID'];
  if (key === undefined || isRealKey(key)) {
    throw new ConfigError({
      problem: `${first.variable} and real credentials disagree`,
      got: key === undefined ? `${first.url.href} with the credentials of this machine` : `${first.url.href} with the access key ${key.slice(0, 8)}…`,
      allowed: 'made-up credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      fix: SAY_IT(first.url.href),
    });
  }
}

/** The overrides that lead away from AWS, the general one first. Endpoints of AWS itself, such as those of a VPC, are none. */
export function foreignOverrides(env: Environment): readonly Override[] {
  if (ignoresEndpoints(env)) return [];
  return Object.entries(env)
    .filter(([variable, value]) => (variable === GENERAL || variable.startsWith(`${GENERAL}_`)) && value !== undefined && value !== '')
    .map(([variable, value]) => ({ variable, url: parsed(variable, value ?? '') }))
    .filter(({ url }) => !isAws(url.hostname))
    .sort((a, b) => a.variable.length - b.variable.length);
}

/** Access keys of AWS have four letters of kind and sixteen of base 32; nobody makes one up by accident. */
function isRealKey(key: string): boolean {
  return /^A(KIA|SIA)[A-Z2-7]{16}$/.test(key);
}

function requireOnly(overrides: readonly Override[], allowed: URL): void {
  const other = overrides.find(({ url }) => url.href !== allowed.href);
  if (!other) return;
  throw new ConfigError({
    problem: `${other.variable} is not the endpoint that --allow-endpoint names`,
    got: other.url.href,
    allowed: allowed.href,
    fix: `unset ${other.variable}, or correct --allow-endpoint`,
  });
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127(\.\d+){3}$/.test(hostname) || hostname === '[::1]';
}

function parsed(source: string, text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new ConfigError({
    problem: `${source} is not a URL`,
    got: `'${text}'`,
    allowed: 'for instance http://127.0.0.1:4566',
    fix: `correct ${source}`,
  });
}
