import { createHash } from 'node:crypto';
import type { FindingEvent } from '../finding';
import type { Detections } from './detector';

export type Severity = 'Low' | 'Medium' | 'High';
export type Kind = 'Personal' | 'CustomIdentifier' | 'Multiple';

const SCORES: Readonly<Record<Severity, number>> = { Low: 1, Medium: 2, High: 3 };

/** Variable parts of a finding. */
export interface FindingOptions {
  readonly bucket: string;
  readonly key: string;
  readonly detections: Detections;
  /** Whether a managed data identifier matched too. */
  readonly personal: boolean;
  readonly severity: Severity;
  readonly jobId: string;
  readonly account: string;
}

/** Builds a finding as EventBridge delivers it. */
export function findingOf({ bucket, key, detections, personal, severity, jobId, account }: FindingOptions): FindingEvent {
  const names = Object.keys(detections);
  const kind: Kind = names.length === 0 ? 'Personal' : personal ? 'Multiple' : 'CustomIdentifier';
  return {
    source: 'aws.macie',
    'detail-type': 'Macie Finding',
    account,
    detail: {
      // A job reports an object once, so job and object identify the finding.
      id: createHash('sha256').update(`${jobId}/${bucket}/${key}`).digest('hex').slice(0, 32),
      sample: false,
      type: `SensitiveData:S3Object/${kind}`,
      severity: { description: severity, score: SCORES[severity] },
      classificationDetails: {
        jobId,
        result: {
          customDataIdentifiers: {
            detections: names.map((name) => ({ name, count: detections[name] ?? 0 })),
            totalCount: Object.values(detections).reduce((sum, count) => sum + count, 0),
          },
        },
      },
      resourcesAffected: { s3Bucket: { name: bucket }, s3Object: { key, path: `${bucket}/${key}` } },
    },
  };
}
