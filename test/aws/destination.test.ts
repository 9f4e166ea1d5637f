import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../lib/aws/connect';
import { isAws, keepTo } from '../../lib/aws/destination';
import { reach } from '../../lib/deployment/target';
import { type FakeEndpoint, fakeEndpoint } from '../support/fake-endpoint';

const REAL_KEY = 'AKIAIOSFODNN7EXAMPLE';
const variables = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_S3',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_REGION',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_EC2_METADATA_DISABLED',
];
const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
let endpoint: FakeEndpoint;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  set({ AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'made-up', AWS_REGION: 'eu-central-1', AWS_EC2_METADATA_DISABLED: 'true' });
});

afterEach(async () => {
  set(before);
  await endpoint.close();
});

function set(values: Readonly<Record<string, string | undefined>>): void {
  for (const name of variables) {
    const value = values[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** A shared configuration file with these lines in its default profile, and sections after it. The SDK reads each file once. */
function configure(...lines: readonly string[]): void {
  const file = join(endpoint.env['HOME'] ?? '', 'config');
  writeFileSync(file, ['[default]', ...lines, ''].join('\n'));
  process.env['AWS_CONFIG_FILE'] = file;
}

const reached = () => reach({}, process.env, connect);

test('refuses a real access key where the shared configuration file names an endpoint, before anything is sent', async () => {
  configure(`endpoint_url = ${endpoint.url}`);
  process.env['AWS_ACCESS_KEY_ID'] = REAL_KEY;

  await expect(reached()).rejects.toThrow(/the endpoint of the configuration and real credentials disagree; got .* with the access key AKIAIOSF…/);
  expect(endpoint.operations).toEqual([]);
});

test('refuses another machine in the shared configuration file, before anything is sent', async () => {
  configure('endpoint_url = http://10.0.0.7:4566');

  await expect(reached()).rejects.toThrow(/neither AWS nor this machine; got http:\/\/10\.0\.0\.7:4566\//);
});

test('an endpoint of the shared configuration file with a made-up key is an emulator', async () => {
  configure(`endpoint_url = ${endpoint.url}`);

  await expect(reached()).resolves.toMatchObject({ target: { endpoint: endpoint.url, account: '000000000000' } });
});

test('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: the client goes to AWS, and no emulator is believed in', async () => {
  process.env['AWS_ENDPOINT_URL'] = endpoint.url;
  process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = 'true';
  const urls: string[] = [];
  const admit = ({ url }: { readonly url: string }) => {
    urls.push(url);
    throw new Error('seen');
  };

  await expect(connect({ admit })).rejects.toThrow('seen');
  await expect(reach({ profile: 'work' }, process.env, (options) => connect({ ...options, profile: undefined, admit }))).rejects.toThrow('seen');
  expect(urls).toEqual(['https://sts.eu-central-1.amazonaws.com', 'https://sts.eu-central-1.amazonaws.com']);
  expect(endpoint.operations).toEqual([]);
});

test('refuses a service that the configuration leads back to AWS', async () => {
  configure(
    `endpoint_url = ${endpoint.url}`,
    'services = mixed',
    '[services mixed]',
    'ssm =',
    '  endpoint_url = https://ssm.eu-central-1.amazonaws.com',
  );
  const aws = await reached();

  await expect(aws.ssm.parametersBelow('/s')).rejects.toThrow(
    /leads some of the requests elsewhere; got https:\/\/ssm\.eu-central-1\.amazonaws\.com; allowed: the others go to http/,
  );
});

test.each([
  ['AWS beside AWS', 'https://s3.eu-central-1.amazonaws.com', undefined, undefined, true],
  ['an emulator beside AWS', 'http://127.0.0.1:9000', undefined, undefined, false],
  ['an emulator beside AWS that was named', 'http://127.0.0.1:9000', undefined, 'http://127.0.0.1:9000/', true],
  ['an emulator beside AWS when another was named', 'http://127.0.0.1:9000', undefined, 'http://127.0.0.1:9001', false],
  ['AWS beside an emulator', 'https://s3.eu-central-1.amazonaws.com', 'http://127.0.0.1:4566', undefined, false],
])('keeps requests together: %s', async (_, url, world, allowed, isSent) => {
  const sent = keepTo(new OneRequest(url), world, allowed).send();

  if (isSent) await expect(sent).resolves.toBe('sent');
  else await expect(sent).rejects.toThrow(/leads some of the requests elsewhere/);
});

/** The part of an SDK client that `keepTo` uses, with one addressed request. */
class OneRequest {
  private middleware: Parameters<Parameters<typeof keepTo>[0]['middlewareStack']['add']>[0] = (next) => next;
  public readonly middlewareStack = {
    add: (middleware: OneRequest['middleware']) => {
      this.middleware = middleware;
    },
  };

  constructor(private readonly url: string) {}

  public send(): Promise<string> {
    const { protocol, hostname, port } = new URL(this.url);
    return this.middleware(async () => 'sent')({ request: { protocol, hostname, ...(port && { port: Number(port) }) } });
  }
}

test.each([
  ['sts.eu-central-1.amazonaws.com', true],
  ['sts.cn-north-1.amazonaws.com.cn', true],
  ['sts.eusc-de-east-1.amazonaws.eu', true],
  ['bucket.vpce-1a2b.s3.eu-central-1.vpce.amazonaws.com', true],
  ['amazonaws.com.evil.example', false],
  ['notamazonaws.com', false],
  ['someone.lambda-url.eu-central-1.on.aws', false],
])('%s is AWS: %s', (host, expected) => {
  expect(isAws(host)).toBe(expected);
});
