import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type LoadProtocol, protocols } from './client';
import { load } from './load';
import { type ProfileName, profiles } from './profile';
import { report } from './report';

const USAGE = `Usage: load-generator <target> [options]

  --profile <name>      ${Object.keys(profiles).join(' or ')}; the next three override it (default: burst)
  --requests <n>        requests in all
  --concurrency <n>     workers that ask at the same time
  --rate <n>            requests a second of each worker
  --protocol <name>     ${protocols.join(', ')} (default: http1)
  --timeout <ms>        longest time of a request (default: 20000)
  --header <name:value> sent with each request; can be repeated
  --insecure            accepts untrusted certificates
  --json                prints the result as JSON
`;

const options = {
  profile: { type: 'string', default: 'burst' },
  requests: { type: 'string' },
  concurrency: { type: 'string' },
  rate: { type: 'string' },
  protocol: { type: 'string', default: 'http1' },
  timeout: { type: 'string', default: '20000' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  insecure: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} satisfies ParseArgsConfig['options'];

/** Environment of the command line. */
export interface CommandLineOptions {
  /** Receives the result or the help text. */
  readonly out: (text: string) => void;
  /** Receives error messages. */
  readonly err: (text: string) => void;
  /** Ends the load; the results so far are printed. */
  readonly signal: AbortSignal;
}

/** Runs the command line. @returns exit code: 0 all requests succeeded, 1 a request failed, 2 invalid usage, 130 interrupted */
export async function run(args: readonly string[], options: CommandLineOptions): Promise<number> {
  try {
    return await measure(args, options);
  } catch (error) {
    options.err(`error  ${(error as Error).message}\n`);
    return 2;
  }
}

async function measure(args: readonly string[], { out, err, signal }: CommandLineOptions): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [target, ...others] = positionals;
  if (values.help) {
    out(USAGE);
    return 0;
  }
  if (target === undefined || others.length > 0) {
    err(USAGE);
    return 2;
  }
  const profile = profiles[oneOf('profile', values.profile, Object.keys(profiles) as ProfileName[])];
  const result = await load({
    ...profile,
    ...(values.requests !== undefined && { requests: Number(values.requests) }),
    ...(values.concurrency !== undefined && { concurrency: Number(values.concurrency) }),
    ...(values.rate !== undefined && { ratePerWorker: Number(values.rate) }),
    target,
    protocol: oneOf<LoadProtocol>('protocol', values.protocol, protocols),
    timeoutMs: Number(values.timeout),
    headers: Object.fromEntries(values.header.map(headerOf)),
    insecure: values.insecure,
    signal,
  });
  out(values.json ? `${JSON.stringify(result)}\n` : report(result));
  if (result.stopped) return 130;
  return result.succeeded === result.requests ? 0 : 1;
}

function oneOf<Word extends string>(name: string, word: string, words: readonly Word[]): Word {
  const found = words.find((candidate) => candidate === word);
  if (found === undefined) throw new RangeError(`--${name} is not valid: got '${word}', allowed is ${words.join(', ')}`);
  return found;
}

function headerOf(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new RangeError(`--header is not valid: got '${text}', allowed is name:value`);
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
}
