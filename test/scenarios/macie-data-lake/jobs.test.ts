import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../../../lib/aws/aws';
import type { MacieFinding, MacieVerbs, ScanJob, ScanRequest } from '../../../lib/aws/macie';
import { data } from '../../../lib/scenarios/macie-data-lake/data';
import { jobs } from '../../../lib/scenarios/macie-data-lake/jobs';
import { queries } from '../../../lib/scenarios/macie-data-lake/queries';
import { scenario } from '../../../lib/scenarios/macie-data-lake/scenario';
import { config, contract } from '../../../lib/scenarios/macie-data-lake/settings';
import { identifiers } from '../../../workloads/macie-data-lake/identifiers';
import { detect } from '../../../workloads/macie-data-lake/local/detector';
import { columnsOf, tableNames } from '../../../workloads/macie-data-lake/tables';
import { parsedParams } from '../../support/parsed-params';
import { namedValues } from '../../support/published-values';
import { recordingTask } from '../../support/task';

const published = {
  ...namedValues(contract),
  dataBucket: 'synthea-data',
  isolationBucket: 'macie-isolation',
  logBucket: 'macie-access-logs',
  identifierIds: ['one', 'two', 'three'],
  quarantineFunction: 'macie-object-mover',
};
const finding = (key: string, severity: string, type = 'Multiple'): MacieFinding => ({
  id: `id-${key}`,
  type: `SensitiveData:S3Object/${type}`,
  severity,
  bucket: 'synthea-data',
  key,
  at: new Date('2026-11-20T08:00:00Z'),
});

/** Macie in memory, and its requests. */
function account({ scans = [], objects = ['patient_data/patients.csv'] }: { scans?: readonly ScanJob[]; objects?: readonly string[] } = {}) {
  const started: ScanRequest[] = [];
  const asked: unknown[] = [];
  const cancelled: string[] = [];
  const macie: MacieVerbs = {
    startScan: async (request) => {
      started.push(request);
      return 'scan-1';
    },
    waitForScan: async (id) => void asked.push(`wait ${id}`),
    scans: async (prefix) => scans.filter(({ name }) => name.startsWith(prefix)),
    cancel: async (live) => {
      cancelled.push(...live.map(({ name }) => name));
      return live.map(({ name }) => name);
    },
    findings: async (bucket, options) => {
      asked.push([bucket, options]);
      return [finding('a.csv', 'High'), finding('b.csv', 'Medium', 'CustomIdentifier'), finding('c.csv', 'High')];
    },
  };
  const s3 = { list: async (bucket: string) => (bucket === 'synthea-data' ? objects : ['id/patient_data/a.csv']).map((key) => ({ key, bytes: 7 })) };
  const aws = { target: { account: '111122223333', region: 'us-east-1', principal: '' }, macie, s3 } as unknown as Aws;
  const context = {
    config: config.parse({}),
    stage: 'dev',
    contract: published,
    aws,
    task: recordingTask(),
    params: {},
    method: undefined,
    wait: true,
    env: {},
  };
  return { context, started, asked, cancelled };
}

describe('scan-once', () => {
  test('acceptance 12: requests a one-time job for CSV files with exactly the three custom data identifiers', async () => {
    const { context, started } = account();

    const facts = await jobs['scan-once'].run(context);

    expect(started).toEqual([
      {
        name: expect.stringMatching(/^SyntheaPatientData_\d{10}$/),
        description: 'Review Synthea patient data (1x)',
        jobType: 'ONE_TIME',
        samplingPercentage: 100,
        managedDataIdentifierSelector: 'ALL',
        customDataIdentifierIds: ['one', 'two', 'three'],
        s3JobDefinition: {
          bucketDefinitions: [{ accountId: '111122223333', buckets: ['synthea-data'] }],
          scoping: { includes: { and: [{ simpleScopeTerm: { comparator: 'EQ', key: 'OBJECT_EXTENSION', values: ['csv'] } }] } },
        },
        tags: { Project: 'Amazon Macie Demo' },
      },
    ]);
    expect(facts).toMatchObject({ scan: 'scan-1', findings: 3, high: 2 });
  });

  test('acceptance 15: waits, and counts only the findings of this scan', async () => {
    const { context, asked } = account();

    await jobs['scan-once'].run(context);

    expect(asked).toEqual(['wait scan-1', ['synthea-data', { jobId: 'scan-1', most: 10_000 }]]);
  });

  test('acceptance 16: excludes a workbook, and refuses a bucket with no other file', async () => {
    const { context, started } = account({ objects: ['patient_data/patients.xlsx'] });

    await expect(jobs['scan-once'].run(context)).rejects.toThrow(/no files to inspect; got 1 objects in synthea-data, none of them a CSV file/);
    expect(started).toEqual([]);
  });

  test('returns the scan with --no-wait', async () => {
    const { context, asked } = account();

    await expect(jobs['scan-once'].run({ ...context, wait: false })).resolves.toEqual({ scan: 'scan-1', name: expect.any(String) });
    expect(asked).toEqual([]);
  });

  test('uses other scan names in another stage', async () => {
    const { context, started } = account();

    await jobs['scan-once'].run({ ...context, stage: 'test' });

    expect(started[0]?.name).toMatch(/^SyntheaPatientData-test_\d{10}$/);
  });
});

describe('scan-daily', () => {
  const daily = (status: string): ScanJob => ({ id: 'd', name: 'SyntheaPatientData_Daily', kind: 'SCHEDULED', status });

  test('acceptance 13: schedules a daily job with an initial run over all objects', async () => {
    const { context, started } = account({ scans: [daily('CANCELLED')] });

    await jobs['scan-daily'].run(context);

    expect(started[0]).toMatchObject({
      name: 'SyntheaPatientData_Daily',
      jobType: 'SCHEDULED',
      initialRun: true,
      scheduleFrequency: { dailySchedule: {} },
      samplingPercentage: 100,
    });
  });

  test.each(['RUNNING', 'IDLE', 'USER_PAUSED'])('acceptance 13: refuses a second job while one of that name is %s', async (status) => {
    const { context, started } = account({ scans: [daily(status)] });

    await expect(jobs['scan-daily'].run(context)).rejects.toThrow(
      new RegExp(`a daily scan already exists; got SyntheaPatientData_Daily, ${status.toLowerCase()}`),
    );
    expect(started).toEqual([]);
  });
});

test('acceptance 14: generates sixteen files with headers; twelve match the custom data identifiers, supplies does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'macie-data-'));
  await data.generate({ folder, params: data.params.parse({ patients: 5 }), task: recordingTask() });

  const headers = Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8').split('\n', 1)[0]]));
  expect(Object.keys(headers)).toHaveLength(16);
  expect(headers).toEqual(Object.fromEntries(tableNames.map((table) => [`${table}.csv`, columnsOf(table).join(',')])));
  const hits = await Promise.all(tableNames.map((table) => detect(join(folder, `${table}.csv`), identifiers)));
  const found = tableNames.filter((_, at) => Object.keys(hits[at] ?? {}).length > 0);
  expect(found).toHaveLength(12);
  expect(found).not.toContain('supplies');
});

describe('acceptance 17: destroy', () => {
  const scans: readonly ScanJob[] = [
    { id: 'd', name: 'SyntheaPatientData_Daily', kind: 'SCHEDULED', status: 'IDLE' },
    { id: 'o', name: 'SyntheaPatientData-test_1', kind: 'ONE_TIME', status: 'RUNNING' },
    { id: 'x', name: 'SomebodyElses', kind: 'SCHEDULED', status: 'IDLE' },
  ];

  test('acceptance 17: lists the scans of this stage, and reports that Macie stays enabled', () => {
    expect(scenario.leftovers({ config: config.parse({}), contract: {}, stage: 'test', resources: [] })).toEqual([
      { kind: 'macie-scans', prefix: 'SyntheaPatientData-test_' },
    ]);
    expect(scenario.remains.join()).toMatch(/Macie itself, unless disableMacie/);
  });

  test('cancel-scans does the same', async () => {
    await expect(jobs['cancel-scans'].run(account({ scans }).context)).resolves.toEqual({ cancelled: 'SyntheaPatientData_Daily' });
    await expect(jobs['cancel-scans'].run(account().context)).resolves.toEqual({ cancelled: 'none' });
  });
});

describe('queries', () => {
  const ask = async (name: keyof typeof queries, params: object = {}) => {
    const { context, asked } = account();
    return { ...(await queries[name].run({ ...context, params: parsedParams(queries[name], params) } as never)), asked };
  };

  test('findings, newest first', async () => {
    const { rows, asked } = await ask('findings', { scan: 'a'.repeat(32), most: '5' });

    expect(asked).toEqual([['synthea-data', { jobId: 'a'.repeat(32), most: 5 }]]);
    expect(rows[0]).toEqual(['High', 'Multiple', 'a.csv', '2026-11-20T08:00:00.000Z', 'id-a.csv']);
  });

  test('summary by severity and type', async () => {
    expect((await ask('summary')).rows).toEqual([
      ['High', 'Multiple', 2],
      ['Medium', 'CustomIdentifier', 1],
    ]);
  });

  test('lists isolated and remaining files', async () => {
    expect((await ask('isolated')).rows).toEqual([['id/patient_data/a.csv', 7]]);
    expect((await ask('objects')).rows).toEqual([['patient_data/patients.csv', 7]]);
  });

  test.each([{ scan: 'x' }, { most: '0' }, { most: 'many' }])('findings refuse %j', (params) => {
    expect(queries.findings.params?.safeParse(params).success).toBe(false);
  });
});

test.each([{ email: 'me' }, { sms: '5551234' }, { managedIdentifiers: 'SOME' }])('refuses configuration %j', (set) => {
  expect(config.safeParse(set).success).toBe(false);
});
