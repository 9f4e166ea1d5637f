import { z } from 'zod';
import { NOTES } from '../../../lib/scenarios/emr-zeppelin/settings';
import { repositoryFiles, textOf } from '../../support/files';

const paragraph = z
  .object({ title: z.string().min(1), text: z.string().min(1), status: z.literal('READY'), id: z.string(), config: z.looseObject({}) })
  .loose();
const note = z
  .object({
    name: z.string(),
    id: z.string().regex(/^2[A-Z0-9]{8}$/),
    path: z.string(),
    version: z.string(),
    paragraphs: z.array(paragraph),
    noteParams: z.object({}),
    noteForms: z.object({}),
    config: z.looseObject({}),
    info: z.object({}),
  })
  .loose();
const read = (file: string) => note.parse(JSON.parse(textOf(`workloads/emr-zeppelin/node/notebooks/${file}`)));

describe('acceptance 12: the notes', () => {
  test.each([
    ['nb1', 15],
    ['nb2', 14],
    ['nb3', 8],
    ['nb4', 12],
  ] as const)('acceptance 12: %s has its name and %i paragraphs, each with a title', (job, count) => {
    const { name, path, paragraphs } = read(NOTES[job].file);

    expect({ name, path, count: paragraphs.length }).toEqual({ name: NOTES[job].name, path: `/${NOTES[job].name}`, count });
    expect(new Set(paragraphs.map(({ id }) => id)).size).toBe(count);
  });

  test.each(Object.values(NOTES))('acceptance 12: $file has no stored output, and no time at which it ran', ({ file }) => {
    for (const stored of read(file).paragraphs) {
      for (const key of ['results', 'result', 'dateStarted', 'dateFinished', 'errorMessage', 'user'])
        expect([stored.title, key in stored]).toEqual([stored.title, false]);
    }
  });

  test('acceptance 12: paragraphs name an interpreter that the cluster has', () => {
    const kinds = Object.values(NOTES).flatMap(({ file }) => read(file).paragraphs.map(({ text }) => /^%([\w.]+)\n/.exec(text)?.[1]));

    expect(new Set(kinds)).toEqual(new Set(['md', 'spark.pyspark', 'spark.sql', 'postgres']));
  });

  test('acceptance 12: no two notes have one id', () => {
    expect(new Set(Object.values(NOTES).map(({ file }) => read(file).id)).size).toBe(4);
  });
});

test('acceptance 6: no note, script or stack has a password, a token, a bucket or a host in it', () => {
  const files = repositoryFiles('workloads/emr-zeppelin/*', 'lib/scenarios/emr-zeppelin/*').filter((file) => !file.endsWith('.svg'));
  const literal = /(password|token|passwd)["']?\s*[=:]\s*["'][^"'{$<]{6,}["']|AKIA[A-Z0-9]{16}|gh[ps]_[A-Za-z0-9]{20,}/i;

  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => literal.test(textOf(file)))).toEqual([]);
  for (const { file } of Object.values(NOTES)) expect(textOf(`workloads/emr-zeppelin/node/notebooks/${file}`)).not.toMatch(/s3:\/\/|amazonaws/);
});

test('what the crawlers of a rehearsal look at is what the deployed ones look at', async () => {
  const { CRAWLERS } = await import('../../../lib/scenarios/emr-zeppelin/settings');
  const [, targets = ''] = /^TARGETS = \{\n([\s\S]*?)^\}/m.exec(textOf('workloads/emr-zeppelin/local/crawl.py')) ?? [];
  const parsed = Object.fromEntries(
    [...targets.matchAll(/"([\w-]+)": \[([^\]]+)\]/g)].map(([, name = '', list = '']) => [
      name,
      [...list.matchAll(/"([\w-]+)"/g)].map(([, folder]) => folder),
    ]),
  );

  expect(parsed).toEqual(CRAWLERS);
});

test('the driver and the packages of a rehearsal are those of the cluster', async () => {
  const { POSTGRESQL_JDBC } = await import('stagecraft-constructs/versions');

  expect(textOf('workloads/emr-zeppelin/node/configure.py')).toContain(`JDBC_DRIVER = "org.postgresql:postgresql:${POSTGRESQL_JDBC}"`);
  const [, psycopg2] = /'(psycopg2-binary==[\d.]+)'/.exec(textOf('workloads/emr-zeppelin/node/bootstrap.sh')) ?? [];
  expect(textOf('lib/scenarios/emr-zeppelin/rehearsal/notes.ts')).toContain(`'${psycopg2}'`);
});
