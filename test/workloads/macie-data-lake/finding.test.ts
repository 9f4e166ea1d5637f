import type { Finding } from '@aws-sdk/client-macie2';
import * as z from 'zod/mini';
import { findingEvent } from '../../../workloads/macie-data-lake/finding';

/** Members of a finding that Macie's API documents as optional or null, and without which an object can still be moved. */
const OPTIONAL = [
  'sample',
  'severity.score',
  'classificationDetails',
  'classificationDetails.jobId',
  'classificationDetails.result',
  'classificationDetails.result.customDataIdentifiers',
  'classificationDetails.result.customDataIdentifiers.detections',
  'classificationDetails.result.customDataIdentifiers.totalCount',
  'resourcesAffected.s3Object.eTag',
  'resourcesAffected.s3Object.path',
  'resourcesAffected.s3Object.versionId',
] as const;

/** A finding of automated discovery, with every member that the schema names. */
const finding = {
  id: 'f'.repeat(32),
  sample: false,
  type: 'SensitiveData:S3Object/Multiple',
  severity: { description: 'High', score: 3 },
  classificationDetails: {
    jobId: 'job',
    originType: 'AUTOMATED_SENSITIVE_DATA_DISCOVERY',
    result: { customDataIdentifiers: { detections: [{ name: 'US Passport', count: 3 }], totalCount: 3 } },
  },
  resourcesAffected: { s3Bucket: { name: 'lake' }, s3Object: { key: 'a.csv', path: 'lake/a.csv', eTag: 'abc', versionId: '' } },
} satisfies Finding;

type Members = Readonly<Record<string, unknown>>;

function changed(value: unknown, [name = '', ...rest]: readonly string[], change: (members: Members, name: string) => Members): Members {
  const members = value as Members;
  return rest.length === 0 ? change(members, name) : { ...members, [name]: changed(members[name], rest, change) };
}

const accepts = (detail: unknown) => z.safeParse(findingEvent, { source: 'aws.macie', 'detail-type': 'Macie Finding', account: '1', detail }).success;

test.each(OPTIONAL)('takes a finding whose %s is absent or null', (path) => {
  const without = changed(finding, path.split('.'), (members, name) =>
    Object.fromEntries(Object.entries(members).filter(([member]) => member !== name)),
  );
  const withNull = changed(finding, path.split('.'), (members, name) => ({ ...members, [name]: null }));

  expect([accepts(finding), accepts(without), accepts(withNull)]).toEqual([true, true, true]);
});

test.each(['id', 'severity', 'severity.description', 'resourcesAffected', 'resourcesAffected.s3Bucket.name', 'resourcesAffected.s3Object.key'])(
  'refuses a finding without %s, by which its object is known or the copy is named',
  (path) => {
    expect(accepts(changed(finding, path.split('.'), (members, name) => ({ ...members, [name]: null })))).toBe(false);
  },
);
