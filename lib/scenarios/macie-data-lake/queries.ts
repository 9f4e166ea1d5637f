import { z } from 'zod';
import { wholeNumber } from '../params';
import type { Parts, Query } from '../scenario';
import { scansOf } from './scan';
import { kit } from './settings';

const most = wholeNumber(1, 10_000).default(100);

/** Saved queries of the lake. */
export const queries = {
  findings: kit.query({
    summary: 'Macie findings for the data bucket, newest first',
    needs: ['account'],
    params: z.object({
      scan: z
        .string()
        .regex(/^[0-9a-f]{32}$/, 'the id of a scan, from scan-once')
        .optional()
        .describe('only findings of this scan'),
      most: most.describe('maximum number of rows'),
    }),
    async run({ aws, contract, params }) {
      const findings = await aws.macie.findings(contract.dataBucket, { jobId: params.scan, most: params.most });
      const rows = findings.map(({ severity, type, key, at, id }) => [
        severity,
        type.replace('SensitiveData:S3Object/', ''),
        key,
        at.toISOString(),
        id,
      ]);
      return { columns: ['severity', 'type', 'object', 'at', 'finding'], rows };
    },
  }),

  summary: kit.query({
    summary: 'number of findings by severity and type',
    needs: ['account'],
    async run({ aws, contract }) {
      const counts = new Map<string, number>();
      for (const { severity, type } of await aws.macie.findings(contract.dataBucket, { most: 10_000 })) {
        const key = `${severity}\n${type.replace('SensitiveData:S3Object/', '')}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return { columns: ['severity', 'type', 'findings'], rows: [...counts].sort().map(([key, count]) => [...key.split('\n'), count]) };
    },
  }),

  isolated: kit.query({
    summary: 'moved objects: content of the isolation bucket, by finding id',
    needs: ['account'],
    run: async ({ aws, contract }) => objectsIn(await aws.s3.list(contract.isolationBucket)),
  }),

  objects: kit.query({
    summary: 'objects of the data bucket',
    needs: ['account'],
    run: async ({ aws, contract }) => objectsIn(await aws.s3.list(contract.dataBucket)),
  }),

  scans: kit.query({
    summary: 'scans of this scenario and their status',
    needs: ['account'],
    async run({ aws, stage }) {
      const scans = await aws.macie.scans(scansOf(stage));
      return { columns: ['scan', 'name', 'kind', 'status'], rows: scans.map(({ id, name, kind, status }) => [id, name, kind, status]) };
    },
  }),
} satisfies Parts<Query>;

function objectsIn(objects: readonly { readonly key: string; readonly bytes: number }[]) {
  return { columns: ['object', 'bytes'], rows: objects.map(({ key, bytes }) => [key, bytes]) };
}
