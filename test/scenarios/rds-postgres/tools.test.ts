import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { logs } from '../../../lib/scenarios/rds-postgres/logs';
import { jdbc, tools } from '../../../lib/scenarios/rds-postgres/tools';
import { CONTRACT, deployed } from './deployed';

const folder = () => mkdtempSync(join(tmpdir(), 'rds '));

describe('open psql', () => {
  const certificates = () => {
    const file = join(folder(), 'global-bundle.pem');
    writeFileSync(file, 'certificates');
    return file;
  };

  test('forwards a port through the gateway, and deletes the owner-only password file with the tunnel', async () => {
    const caBundle = certificates();
    writeFileSync(join(dirname(caBundle), 'pgpass-primary'), 'an old one', { mode: 0o644 });
    const { asked, context } = deployed({}, {}, { caBundle, localPort: 16_000 });
    let end = () => {};
    const closing = new Promise<void>((resolve) => {
      end = resolve;
    });
    const forward = async (...args: unknown[]) => {
      asked.push(['forward', args[0]]);
      return { url: 'http://localhost:16000', closed: closing };
    };
    const opening = await tools.psql.open({ ...context, aws: { ...context.aws, ssm: { ...context.aws.ssm, forward } } });

    expect(asked).toEqual([
      ['token', { host: CONTRACT.primaryHost, port: 5_432, user: 'pagila_reader' }],
      ['forward', { instanceId: CONTRACT.gateway, host: CONTRACT.primaryHost, port: 5_432, localPort: 16_000 }],
    ]);
    const url = new URL(opening.url);
    expect([url.username, url.password, url.hostname, url.port, url.pathname]).toEqual([
      'pagila_reader',
      '',
      CONTRACT.primaryHost,
      '16000',
      '/pagila',
    ]);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ hostaddr: '127.0.0.1', sslmode: 'verify-full', sslrootcert: caBundle });
    expect(opening.url).not.toContain('very-secret');
    expect(opening.url).not.toContain('+');

    const file = String(url.searchParams.get('passfile'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(
      `${CONTRACT.primaryHost}:16000:pagila:pagila_reader:host\\:5432/?Action=connect&X-Amz-Signature=very-secret\n`,
    );
    end();
    await opening.closed;
    expect(existsSync(file)).toBe(false);
  });

  test('connects to the replica when named', async () => {
    const { asked, context } = deployed({}, {}, { caBundle: certificates() });
    await tools['psql-replica'].open(context);
    expect(asked).toEqual([
      ['token', expect.objectContaining({ host: CONTRACT.replicaHosts[0] })],
      ['forward', expect.objectContaining({ host: CONTRACT.replicaHosts[0] })],
    ]);
  });

  test.each<[string, Parameters<typeof deployed>[1], Record<string, unknown>, keyof typeof tools, object]>([
    ['no gateway', { gateway: undefined }, {}, 'psql', { exitCode: 1, refusal: { problem: 'the database was deployed without a gateway' } }],
    ['no replica', { replicaHosts: [] }, {}, 'psql-replica', { exitCode: 1, refusal: { problem: 'the database was deployed without a replica' } }],
    [
      'no certificates',
      {},
      { caBundle: '/nowhere/it.pem' },
      'psql',
      { exitCode: 2, refusal: { got: '/nowhere/it.pem', fix: expect.stringMatching(/curl -o \/nowhere\/it\.pem https:\/\/truststore/) } },
    ],
  ])('%s: reports the reason, and opens nothing', async (_, overrides, set, tool, refusal) => {
    const { asked, context } = deployed({}, overrides, set);
    await expect(tools[tool].open(context)).rejects.toMatchObject(refusal);
    expect(asked).toEqual([]);
  });

  test('console pages open the deployed resources', async () => {
    const { context } = deployed();
    expect((await tools.instances.open(context)).url).toContain('database:id=demo-instance');
    expect((await tools.alerts.open(context)).url).toContain(CONTRACT.alertTopic);
    expect((await tools.secret.open(context)).url).toContain(`secretsmanager/secret?name=${encodeURIComponent(CONTRACT.secret)}`);
  });
});

test('the connection string for JDBC has no secret', () => {
  expect(jdbc(deployed().context)).toBe(`jdbc:postgresql://${CONTRACT.primaryHost}:5432/pagila?sslmode=verify-full&user=pagila_reader`);
});

test('reads the logs of every instance and function', async () => {
  const { context } = deployed();
  const since = new Date(0);
  expect((await logs.postgresql.read({ ...context, since })).map(({ source }) => source)).toEqual(['demo-instance', 'demo-replica']);
  expect((await logs.functions.read({ ...context, since })).map(({ source }) => source)).toEqual(['pagila-loader', 'pagila-reader']);
  expect(await logs.events.read({ ...context, since })).toHaveLength(1);
});
