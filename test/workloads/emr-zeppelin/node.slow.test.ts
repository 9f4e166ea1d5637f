import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../../../lib/rehearsal/engines';
import { root } from '../../support/files';
import { shellcheck } from '../../support/shellcheck';
import { recordingTask } from '../../support/task';

const node = join(root, 'workloads/emr-zeppelin/node');

describe('acceptance 5: the bootstrap script', () => {
  const bootstrap = (...args: string[]) => {
    // Replaces programs that would change this machine with no-ops.
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    writeFileSync(join(bin, 'sudo'), `#!/usr/bin/env bash\necho "$*" >> '${bin}/log'\n`, { mode: 0o755 });
    const { status, stderr } = spawnSync('bash', [join(node, 'bootstrap.sh'), ...args], {
      encoding: 'utf8',
      env: { PATH: `${bin}:${process.env['PATH']}` },
    });
    return { status, stderr, log: status === 0 ? readFileSync(join(bin, 'log'), 'utf8') : '' };
  };

  test.each([
    [[]],
    [['git']],
    [['git', 'https://github.com/you/notes.git', 'token']],
    [['ftp', 'place']],
    [['git', 'https://me:secret@github.com/notes.git']],
  ])('acceptance 5: refuses %j', (args) => {
    expect(bootstrap(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('usage: bootstrap.sh') });
  });

  test('acceptance 5: accepts a bucket, or the address of a repository', () => {
    expect(bootstrap('s3', 'zeppelin-emr-demo-data')).toMatchObject({ status: 0, log: expect.not.stringContaining('git') });
    expect(bootstrap('git', 'https://github.com/you/notes.git')).toMatchObject({ status: 0, log: expect.stringMatching(/dnf install .* git$/m) });
  });

  test('acceptance 5: both scripts pass ShellCheck', async () => {
    await expect(shellcheck(join(node, 'bootstrap.sh'), join(node, 'configure.sh'))).resolves.toBe('');
  }, 120_000);

  test('configure.sh requires exactly one argument', () => {
    expect(spawnSync('bash', [join(node, 'configure.sh')], { encoding: 'utf8' })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('usage'),
    });
  });
});

describe('acceptance 7: the tables', () => {
  test('acceptance 7: creates four tables with their columns and three foreign keys on an empty PostgreSQL, repeatably', async () => {
    const database = await engines.postgres.open(mkdtempSync(join(tmpdir(), 'work-')), recordingTask());
    const ddl = readFileSync(join(node, 'ratings.sql'), 'utf8');
    for (const _ of ['first', 'second']) for (const statement of ddl.split(';')) if (statement.trim() !== '') await database.session.run(statement);

    const { rows: columns } = await database.session.query(
      "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
    );
    const { rows: keys } = await database.session.query(
      "SELECT table_name, constraint_type FROM information_schema.table_constraints WHERE table_schema = 'public' AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY 1, 2",
    );
    const { rows: rules } = await database.session.query('SELECT DISTINCT update_rule, delete_rule FROM information_schema.referential_constraints');
    await database.close();

    expect(columns.map((column) => column.join(' '))).toEqual([
      'links movieid bigint NO',
      'links imdbid bigint NO',
      'links tmdbid bigint NO',
      'movies movieid bigint NO',
      'movies title text NO',
      'movies genres text NO',
      'ratings userid bigint NO',
      'ratings movieid bigint NO',
      'ratings rating numeric NO',
      'ratings timestamp bigint NO',
      'tags userid bigint NO',
      'tags movieid bigint NO',
      'tags tag text NO',
      'tags timestamp bigint NO',
    ]);
    expect(keys.map((key) => key.join(' '))).toEqual(['links FOREIGN KEY', 'movies PRIMARY KEY', 'ratings FOREIGN KEY', 'tags FOREIGN KEY']);
    expect(rules).toEqual([['CASCADE', 'RESTRICT']]);
  });
});

describe('configuration against a fake Zeppelin server', () => {
  /** Requests as method and path, with the body. */
  const asked: { method: string; path: string; body: string }[] = [];
  let server: Server;
  let settings: string;
  let failing = '';
  const notes: { id: string; path: string }[] = [];
  const interpreters: Record<string, unknown> = {
    spark: { id: 'spark', name: 'spark', properties: { 'spark.app.name': { name: 'spark.app.name', value: 'x' } } },
  };

  const answer = (method: string, path: string, body: string): { code: number; body: unknown } => {
    if (path === '/api/login') return { code: body.includes('password=right') ? 200 : 403, body: {} };
    if (path === '/api/notebook') return { code: 200, body: notes };
    if (path === '/api/notebook/import') {
      notes.push({ id: '2NEW', path: `/${(JSON.parse(body) as { name: string }).name}` });
      return { code: 200, body: '2NEW' };
    }
    if (path === '/api/notebook/2NEW') {
      return {
        code: 200,
        body: {
          paragraphs: [
            { id: 'p1', title: 'Count', text: '%md x' },
            { id: 'p0', text: '' },
            { id: 'p2', title: 'Chart', text: '%sql y' },
          ],
        },
      };
    }
    if (path.startsWith('/api/notebook/run/')) {
      const failed = path.endsWith(failing) && failing !== '';
      return {
        code: failed ? 500 : 200,
        body: { code: failed ? 'ERROR' : 'SUCCESS', msg: [{ type: 'TEXT', data: failed ? 'no such table' : 'rows = 3\n' }] },
      };
    }
    if (path === '/api/interpreter/setting' && method === 'GET') return { code: 200, body: Object.values(interpreters) };
    if (path === '/api/interpreter/setting') interpreters['postgres'] = { id: 'postgres', ...(JSON.parse(body) as object) };
    return { code: 200, body: {} };
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        asked.push({ method: request.method ?? '', path: request.url ?? '', body });
        const { code, body: answered } = answer(request.method ?? '', request.url ?? '', body);
        response.writeHead(code, { 'Content-Type': 'application/json', 'Set-Cookie': 'JSESSIONID=1' });
        response.end(JSON.stringify({ status: code === 200 ? 'OK' : 'ERROR', message: '', body: answered }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    writeFileSync(join(folder, 'analyst'), 'right\n');
    writeFileSync(join(folder, 'ratings'), JSON.stringify({ username: 'masteruser', password: 'of the database' }));
    settings = join(folder, 'settings.json');
    writeFileSync(
      settings,
      JSON.stringify({
        zeppelin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        analyst: `file://${join(folder, 'analyst')}`,
        ratings: {
          host: 'db',
          port: 5432,
          database: 'ratings',
          secret: `file://${join(folder, 'ratings')}`,
          certificates: '/etc/pki/rds/global-bundle.pem',
        },
      }),
    );
  });
  afterAll(() => void server.close());

  const python = (program: string, ...args: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn('python3', [join(node, program), ...args], {
        env: { ...process.env, ZEPPELIN_DEMO_SETTINGS: settings, PYTHONDONTWRITEBYTECODE: '1' },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data) => (stdout += data));
      child.stderr.on('data', (data) => (stderr += data));
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });

  test('writes the user to a file that no other user can read', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'conf-')), 'shiro.ini');

    await expect(python('configure.py', 'users', file)).resolves.toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^\[users\]\nanalyst = right, admin\n[\s\S]*^\/\*\* = authc$/m);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test('creates the interpreters once, then updates them; only the setting holds the password', async () => {
    for (const _ of ['first', 'second'])
      await expect(python('configure.py', 'interpreters')).resolves.toMatchObject({ code: 0, stdout: 'interpreters: postgres, spark\n' });
    const changes = asked
      .filter(({ method, path }) => path.startsWith('/api/interpreter/setting') && method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);

    expect(changes.slice(0, 2)).toEqual(['POST /api/interpreter/setting', 'PUT /api/interpreter/setting/spark']);
    expect(changes[2]).toBe('PUT /api/interpreter/setting/postgres');
    expect(interpreters['postgres']).toMatchObject({
      group: 'jdbc',
      properties: {
        'default.url': { value: 'jdbc:postgresql://db:5432/ratings?sslmode=verify-full&sslrootcert=/etc/pki/rds/global-bundle.pem' },
        'default.user': { value: 'masteruser' },
        'default.password': { value: 'of the database', type: 'password' },
      },
    });
  });

  test('imports notes once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'notes-'));
    writeFileSync(join(folder, 'one.zpln'), JSON.stringify({ name: 'One', paragraphs: [] }));

    await expect(python('configure.py', 'notes', folder)).resolves.toMatchObject({ code: 0, stdout: 'note One imported\n' });
    await expect(python('configure.py', 'notes', folder)).resolves.toMatchObject({ code: 0, stdout: 'note One is there\n' });
  });

  test('acceptance 13: runs a note paragraph by paragraph, with its forms, and prints each duration', async () => {
    const { code, stdout } = await python('run_note.py', 'One', 'dataset=full');
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { title: string; status: string; seconds: number; text: string });

    expect(code).toBe(0);
    expect(outcomes.map(({ title, status, text }) => [title, status, text])).toEqual([
      ['Count', 'FINISHED', 'rows = 3\n'],
      ['Chart', 'FINISHED', 'rows = 3\n'],
    ]);
    expect(outcomes.every(({ seconds }) => seconds >= 0)).toBe(true);
    expect(asked.filter(({ path }) => path.startsWith('/api/notebook/run/')).map(({ body }) => JSON.parse(body))).toEqual([
      { params: { dataset: 'full' } },
      { params: { dataset: 'full' } },
    ]);
  });

  test('acceptance 13: stops after a paragraph that ends in ERROR, with a non-zero exit code', async () => {
    failing = 'p1';
    const { code, stdout, stderr } = await python('run_note.py', 'One');

    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain("paragraph 'Count' of note One failed:\nno such table");
  });

  test('reports a missing note and a wrong password', async () => {
    await expect(python('run_note.py', 'Nine')).resolves.toMatchObject({ code: 1, stderr: 'there is no note Nine; run configure first\n' });
    writeFileSync(join(settings, '../analyst'), 'wrong');
    await expect(python('run_note.py', 'One')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot sign in to Zeppelin: 403'),
    });
  });
});
