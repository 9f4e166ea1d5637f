import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FindingEvent } from '../../../../workloads/macie-data-lake/finding';
import { fits } from '../../../../workloads/macie-data-lake/local/event-pattern';
import type { Quarantined } from '../../../../workloads/macie-data-lake/quarantine';
import type { Chart, Check, Rehearsal, StackTemplate } from '../../../rehearsal/rehearsal';
import { type Config, kit } from '../settings';
import { bucketsIn, fillLake, scan } from './lake';
import { invokeQuarantine } from './quarantine';
import { bucketName, identifiersIn, resourcesOf, rulesIn } from './rules';

const SCAN = 'f'.repeat(32);

/** The buckets by the names that the templates of the run give them. */
const bucketsOf = (templates: readonly StackTemplate[]) => {
  const resources = resourcesOf(templates);
  return { sourceBucket: bucketName('Data', resources), isolationBucket: bucketName('Isolation', resources) };
};

/** The function that moves files, with its own client of S3. */
const move = (context: Parameters<typeof invokeQuarantine>[0]) => (event: FindingEvent) => invokeQuarantine(context, event);

const scanned = (workspace: string, templates: readonly StackTemplate[]) =>
  scan(workspace, bucketsOf(templates).sourceBucket, identifiersIn(resourcesOf(templates)), SCAN);

const eventsIn = async (workspace: string, templates: readonly StackTemplate[]) =>
  (await scanned(workspace, templates)).flatMap(({ event }) => event ?? []);

const movedIn = (results: readonly Quarantined[]) => results.filter(({ outcome }) => outcome === 'moved').length;

const checks: readonly Check[] = [
  { description: 'sixteen files', fact: 'lake.csvFiles', expected: 16, data: 'generated' },
  { description: 'the workbook is not scanned', fact: 'scan.files', expected: { fact: 'lake.csvFiles' } },
  { description: 'twelve files hold what our identifiers look for', fact: 'scan.withOurIdentifiers', expected: 12, data: 'generated' },
  { description: 'a finding for each file but the empty one', fact: 'scan.findings', expected: 15, data: 'generated' },
  { description: 'as in the article: 3 Personal', fact: 'scan.personal', expected: 3, data: 'generated' },
  { description: 'as in the article: 7 Custom Identifier', fact: 'scan.custom', expected: 7, data: 'generated' },
  { description: 'as in the article: 5 Multiple', fact: 'scan.multiple', expected: 5, data: 'generated' },
  { description: 'as in the article: 6 High', fact: 'scan.high', expected: 6, data: 'generated' },
  { description: 'as in the article: 9 Medium', fact: 'scan.medium', expected: 9, data: 'generated' },
  { description: 'three rules', fact: 'rules.rules', expected: 3 },
  {
    description: 'the high severity topic gets high severity findings and those of the custom data identifiers',
    fact: 'rules.highTopic',
    expected: 18,
    data: 'generated',
  },
  { description: 'the other topic gets the others', fact: 'rules.lowMediumTopic', expected: { fact: 'scan.medium' } },
  { description: 'each high severity finding moves its file', fact: 'rules.moved', expected: { fact: 'scan.high' } },
  { description: 'the others stay in the lake', fact: 'rules.left', expected: 10, data: 'generated' },
  { description: 'every moved file is in isolation', fact: 'rules.isolated', expected: { fact: 'rules.moved' } },
  { description: 'a second delivery moves nothing', fact: 'again.moved', expected: 0 },
  { description: 'and adds nothing', fact: 'again.isolated', expected: { fact: 'rules.isolated' } },
  { description: 'examples and other buckets are left alone', fact: 'not-ours.moved', expected: 0 },
  { description: 'no rule fires for another bucket', fact: 'not-ours.rulesForForeign', expected: 0 },
];

const charts: readonly Chart[] = [
  {
    title: 'Findings by type and severity',
    table: 'scanned',
    spec: {
      transform: [{ filter: "datum.severity != 'none'" }],
      mark: 'bar',
      encoding: {
        y: { field: 'type', type: 'nominal', title: 'type of finding' },
        x: { aggregate: 'count', type: 'quantitative', title: 'files', axis: { tickMinStep: 1 } },
        color: { field: 'severity', type: 'nominal', title: 'severity', sort: ['High', 'Medium', 'Low'] },
      },
    },
  },
  {
    title: 'Matches of our identifiers in each file',
    table: 'matches',
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'file', type: 'nominal', title: 'file', sort: '-x' },
        x: { field: 'matches', type: 'quantitative', title: 'matches', scale: { type: 'symlog' } },
        color: { field: 'identifier', type: 'nominal', title: 'identifier' },
      },
    },
  },
  {
    title: 'Where the files are after the findings',
    table: 'delivered',
    spec: {
      mark: 'bar',
      encoding: {
        y: { field: 'is now in', type: 'nominal', title: 'is now in' },
        x: { aggregate: 'count', type: 'quantitative', title: 'files', axis: { tickMinStep: 1 } },
        color: { field: 'severity', type: 'nominal', title: 'severity' },
      },
    },
  },
];

/** The lake on this machine: our identifiers over the files, the rules as they are deployed, and the function that moves files. */
export const rehearsal: Rehearsal<Config> = {
  params: z.object({}),
  steps: {
    lake: kit.step({
      title: 'Put the files into the data bucket, and a workbook that scans exclude',
      needs: [],
      run: async ({ data, workspace, templates }) => ({ csvFiles: await fillLake(data, workspace, bucketsOf(templates).sourceBucket) }),
    }),

    scan: kit.step({
      title: "Scan the CSV files by our identifiers; what Macie's own would find is given",
      needs: [],
      async run({ workspace, templates, publish }) {
        const results = await scanned(workspace, templates);
        publish('scanned', {
          columns: ['file', 'type', 'severity', 'matches'],
          rows: results.map(({ file, detections, event }) => [
            file,
            event?.detail.type.replace('SensitiveData:S3Object/', '') ?? 'nothing',
            event?.detail.severity.description ?? 'none',
            Object.values(detections).reduce((sum, count) => sum + count, 0),
          ]),
        });
        publish('matches', {
          columns: ['file', 'identifier', 'matches'],
          rows: results.flatMap(({ file, detections }) => Object.entries(detections).map(([identifier, count]) => [file, identifier, count])),
        });
        const ofKind = (kind: string) => results.filter(({ event }) => event?.detail.type.endsWith(`/${kind}`)).length;
        const ofSeverity = (severity: string) => results.filter(({ event }) => event?.detail.severity.description === severity).length;
        return {
          files: results.length,
          withOurIdentifiers: results.filter(({ detections }) => Object.keys(detections).length > 0).length,
          findings: results.filter(({ event }) => event !== undefined).length,
          personal: ofKind('Personal'),
          custom: ofKind('CustomIdentifier'),
          multiple: ofKind('Multiple'),
          high: ofSeverity('High'),
          medium: ofSeverity('Medium'),
        };
      },
    }),

    rules: kit.step({
      title: 'Deliver each finding by the rules of the template: to topics, and to the function that moves files',
      needs: [],
      async run(context) {
        const { workspace, templates, publish } = context;
        const rules = rulesIn(resourcesOf(templates));
        const { sourceBucket, isolationBucket } = bucketsOf(templates);
        const events = await eventsIn(workspace, templates);
        const messages = new Map<string, number>();
        const results: Quarantined[] = [];
        const rows: (string | number)[][] = [];
        for (const event of events) {
          const fitting = rules.filter(({ pattern }) => fits(event, pattern));
          for (const topic of fitting.flatMap(({ topics }) => topics)) messages.set(topic, (messages.get(topic) ?? 0) + 1);
          const moving = fitting.flatMap(({ functions }) => functions);
          for (const _ of moving) results.push(await move(context)(event));
          const { key } = event.detail.resourcesAffected.s3Object;
          rows.push([
            key,
            event.detail.severity.description,
            fitting.map(({ name }) => name).join(', '),
            moving.length > 0 ? 'isolation' : 'the lake',
          ]);
        }
        publish('delivered', { columns: ['object', 'severity', 'rules', 'is now in'], rows });
        return {
          rules: rules.length,
          highTopic: [...messages].filter(([topic]) => !topic.includes('low')).reduce((sum, [, count]) => sum + count, 0),
          lowMediumTopic: [...messages].filter(([topic]) => topic.includes('low')).reduce((sum, [, count]) => sum + count, 0),
          moved: movedIn(results),
          left: (await filesIn(workspace, sourceBucket)).length,
          isolated: (await filesIn(workspace, isolationBucket)).length,
        };
      },
    }),

    again: kit.step({
      title: 'Deliver the high severity findings again, as EventBridge may, without effect',
      needs: [],
      async run(context) {
        const { workspace, templates } = context;
        const { sourceBucket, isolationBucket } = bucketsOf(templates);
        const before = await filesIn(workspace, isolationBucket);
        const high = before.map((file) => findingAgain(file, sourceBucket));
        const results = await Promise.all(high.map(move(context)));
        return { delivered: results.length, moved: movedIn(results), isolated: (await filesIn(workspace, isolationBucket)).length };
      },
    }),

    'not-ours': kit.step({
      title: 'Deliver a sample finding of Macie, and a finding about another bucket: nothing must happen',
      needs: [],
      async run(context) {
        const { workspace, templates } = context;
        const [event] = await eventsIn(workspace, templates);
        const rules = rulesIn(resourcesOf(templates));
        const high = { ...event!, detail: { ...event!.detail, severity: { description: 'High' as const, score: 3 } } };
        const example = { ...high, detail: { ...high.detail, sample: true } };
        const { resourcesAffected } = high.detail;
        const foreign = { ...high, detail: { ...high.detail, resourcesAffected: { ...resourcesAffected, s3Bucket: { name: 'another-bucket' } } } };
        const results = await Promise.all([example, foreign].map(move(context)));
        return { moved: movedIn(results), rulesForForeign: rules.filter(({ pattern }) => fits(foreign, pattern)).length };
      },
    }),
  },
  checks,
  charts,
};

async function filesIn(workspace: string, bucket: string): Promise<readonly string[]> {
  const entries = await readdir(join(bucketsIn(workspace), bucket), { recursive: true }).catch(() => []);
  return entries.filter((file) => file.endsWith('.csv'));
}

/** The finding by which a file was isolated: its folder is named after it. */
function findingAgain(file: string, bucket: string): FindingEvent {
  const [id = '', ...key] = file.split(/[\\/]/);
  return {
    source: 'aws.macie',
    'detail-type': 'Macie Finding',
    account: '',
    detail: {
      id,
      type: 'SensitiveData:S3Object/Multiple',
      severity: { description: 'High', score: 3 },
      resourcesAffected: { s3Bucket: { name: bucket }, s3Object: { key: key.join('/'), path: `${bucket}/${key.join('/')}` } },
    },
  };
}
