import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { connectTo } from '../../../workloads/postgres/client';
import type { Connection } from '../../../workloads/postgres/connection';
import type { Session } from '../../../workloads/postgres/session';
import { tables } from '../../../workloads/rds-postgres/catalog';
import { handler as load } from '../../../workloads/rds-postgres/functions/pagila-loader';
import { handler as read } from '../../../workloads/rds-postgres/functions/pagila-reader';
import { withEnvironment } from '../../support/with-environment';

jest.mock('../../../workloads/postgres/client', () => ({ connectTo: jest.fn() }));

const s3 = mockClient(S3Client);
const secrets = mockClient(SecretsManagerClient);
const environment = {
  HOSTS: 'primary.host,replica.host',
  DATABASE: 'pagila',
  DATABASE_USER: 'someone',
  DATA_BUCKET: 'data',
  SECRET_ARN: 'arn',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

let said: string[];
let connection: Connection | undefined;
let closed: number;

beforeEach(() => {
  said = [];
  closed = 0;
  connection = undefined;
  s3.reset();
  secrets.reset();
  secrets.on(GetSecretValueCommand, { SecretId: 'arn' }).resolves({ SecretString: '{"username":"someone","password":"hunter2"}' });
  jest.spyOn(console, 'log').mockImplementation((line) => said.push(`log ${line}`));
  jest.mocked(connectTo).mockClear();
  jest.mocked(connectTo).mockImplementation(async (to) => {
    connection = to;
    const session: Session = {
      async query(sql) {
        said.push(sql);
        return { columns: ['n'], rows: [[sql.includes('to_regclass') ? null : 7]] };
      },
      async run(sql) {
        said.push(sql);
      },
      async copy({ table }, text) {
        said.push(`copy ${table}: ${[...text].join('')}`);
        return 1;
      },
      async close() {
        closed++;
      },
    };
    return session;
  });
});
afterEach(() => jest.restoreAllMocks());

function stored(name: string, text: string): void {
  s3.on(GetObjectCommand, { Bucket: 'data', Key: `raw/${name}.tsv` }).resolves({ Body: { transformToString: async () => text } as never });
}

describe('the loader', () => {
  const keys = tables.map(({ name }) => `raw/${name}.tsv`);

  test('copies each file to its table as owner, in one transaction, and reveals no secret', async () => {
    for (const { name, columns } of tables) stored(name, `${columns.join('\t')}\n${columns.map(() => '1').join('\t')}\n`);
    await expect(withEnvironment(environment, () => load({ keys, replace: false }))).resolves.toEqual({ state: 'loaded', rows: 7, relations: 7 });

    expect(connection).toEqual({
      host: 'primary.host',
      port: 5432,
      database: 'pagila',
      user: 'someone',
      password: 'hunter2',
      sslmode: 'verify-full',
    });
    const order = said.filter((line) => /^(BEGIN|COMMIT|copy )/.test(line)).map((line) => line.replace(/:[\s\S]*/, ''));
    expect(order).toEqual(['BEGIN', ...tables.map(({ name }) => `copy ${name}`), 'COMMIT']);
    expect(said.join('\n')).not.toContain('hunter2');
    expect(said.some((line) => line.includes('CREATE TABLE actor'))).toBe(true);
    expect(closed).toBe(1);
  });

  test('refuses a truncated file before it connects', async () => {
    for (const { name, columns } of tables) stored(name, `${columns.join('\t')}\n`);
    stored('film', 'film_id\n1');
    await expect(withEnvironment(environment, () => load({ keys, replace: false }))).rejects.toThrow(/film\.tsv is cut off/);
    expect(connectTo).not.toHaveBeenCalled();
    expect(closed).toBe(0);
  });
});

describe('the reader', () => {
  test('queries the given server with IAM authentication', async () => {
    const question = { target: 'replica', query: 'movies', values: { limit: 3 }, explain: false };
    await expect(withEnvironment(environment, () => read({ ask: question }))).resolves.toEqual({ columns: ['n'], rows: [[7]] });
    expect(connection).toMatchObject({ host: 'replica.host', user: 'someone', sslmode: 'verify-full' });
    expect(connection?.password).toMatch(/^replica\.host:5432\/\?Action=connect&DBUser=someone&/);
    expect(said.at(-1)).toMatch(/FROM film[\s\S]*LIMIT \$1/);
    expect(closed).toBe(1);
  });

  test('runs the client tests', async () => {
    const answer = await withEnvironment(environment, () => read({ verify: { target: 'primary', rows: 7 } }));
    expect(answer).toMatchObject({
      verified: expect.arrayContaining([expect.objectContaining({ description: 'the tables have the rows that were loaded', passed: true })]),
    });
    expect(closed).toBe(1);
  });

  test.each([
    [{ ask: { target: 'docker', query: 'movies', values: {}, explain: false } }, /there is no target docker; allowed: primary, replica/],
    [{ ask: { target: 'primary', query: 'drop', values: {}, explain: false } }, /there is no saved query drop/],
  ])('refuses %j', async (request, message) => {
    await expect(withEnvironment(environment, () => read(request))).rejects.toThrow(message);
  });
});

test('the loader says which object was not uploaded', async () => {
  s3.on(GetObjectCommand).rejects(Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' }));

  await withEnvironment(environment, () =>
    expect(load({ keys: ['raw/film.tsv'], replace: false })).rejects.toThrow('s3://data/raw/film.tsv does not exist; upload the data first'),
  );
});
