import type { ScanRequest } from '../../aws/macie';
import { fixedNameIn } from '../names';
import type { Deployed } from '../places';
import { type Config, type Contract, SCANS } from './settings';

type Lake = Pick<Deployed<Config, Contract>, 'aws' | 'config' | 'contract' | 'stage'>;

/** Name prefix of the scans of this stage. */
export function scansOf(stage: string): string {
  return `${fixedNameIn(stage, SCANS)}_`;
}

/** Common settings of scans: the CSV files of the bucket, and the identifiers of this scenario. */
function scanOf({ aws, config, contract }: Lake, name: string, description: string): ScanRequest {
  return {
    name,
    description,
    jobType: 'ONE_TIME',
    samplingPercentage: 100,
    managedDataIdentifierSelector: config.managedIdentifiers,
    customDataIdentifierIds: [...contract.identifierIds],
    s3JobDefinition: {
      bucketDefinitions: [{ accountId: aws.target.account, buckets: [contract.dataBucket] }],
      scoping: { includes: { and: [{ simpleScopeTerm: { comparator: 'EQ', key: 'OBJECT_EXTENSION', values: ['csv'] } }] } },
    },
    tags: { Project: 'Amazon Macie Demo' },
  };
}

/** A one-time scan. */
export function onceRequest(lake: Lake, now: Date): ScanRequest {
  return scanOf(lake, `${scansOf(lake.stage)}${Math.floor(now.getTime() / 1_000)}`, 'Review Synthea patient data (1x)');
}

/** A daily scan, which starts with the existing files. */
export function dailyRequest(lake: Lake): ScanRequest {
  return {
    ...scanOf(lake, `${scansOf(lake.stage)}Daily`, 'Review Synthea patient data (daily)'),
    jobType: 'SCHEDULED',
    initialRun: true,
    scheduleFrequency: { dailySchedule: {} },
  };
}
