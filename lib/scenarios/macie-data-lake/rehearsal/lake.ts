import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { FindingEvent } from '../../../../workloads/macie-data-lake/finding';
import { PERSONAL, severityOf } from '../../../../workloads/macie-data-lake/local/article';
import { type Detections, detect, type Matcher } from '../../../../workloads/macie-data-lake/local/detector';
import { findingOf } from '../../../../workloads/macie-data-lake/local/findings';
import { type TableName, tableNames } from '../../../../workloads/macie-data-lake/tables';
import { ACCOUNT } from './rules';

const PREFIX = 'patient_data';

/** Folder with the files of the lake as they are scanned. */
export function lakeIn(workspace: string): string {
  return join(workspace, 'lake');
}

/** Puts the files into the data bucket and into a folder, and a workbook, which no scan looks at. @returns how many CSV files there are */
export async function fillLake(
  data: string,
  workspace: string,
  { client, bucket }: { readonly client: S3Client; readonly bucket: string },
): Promise<number> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const lake = lakeIn(workspace);
  await mkdir(lake, { recursive: true });
  const files = (await readdir(data)).filter((file) => file.endsWith('.csv'));
  for (const file of files) await copyFile(join(data, file), join(lake, file));
  await writeFile(join(lake, 'patients.xlsx'), 'PATIENT 034e9e3b-2def-4559-bb2a-7850888ae060');
  for (const file of await readdir(lake)) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${PREFIX}/${file}`, Body: await readFile(join(lake, file)) }));
  }
  return files.length;
}

/** What a scan found in a file. */
export interface Scanned {
  readonly file: string;
  readonly detections: Detections;
  /** Absent where nothing was found. */
  readonly event?: FindingEvent;
}

/**
 * Scans the CSV files of the lake with the custom data identifiers. `PERSONAL` and `severityOf` replace the managed data identifiers of Macie, for the
 * files of the sixteen tables only.
 */
export async function scan(lake: string, bucket: string, identifiers: readonly Matcher[], jobId: string): Promise<readonly Scanned[]> {
  const files = (await readdir(lake)).filter((file) => file.endsWith('.csv')).sort();
  const scanned: Scanned[] = [];
  for (const file of files) {
    const detections = await detect(join(lake, file), identifiers);
    const table = tableNames.find((name): name is TableName => `${name}.csv` === file);
    const personal = table !== undefined && PERSONAL.includes(table);
    if (Object.keys(detections).length === 0 && !personal) {
      scanned.push({ file, detections });
      continue;
    }
    const severity = table === undefined ? 'Medium' : severityOf(table);
    const key = `${PREFIX}/${file}`;
    scanned.push({ file, detections, event: findingOf({ bucket, key, detections, personal, severity, jobId, account: ACCOUNT }) });
  }
  return scanned;
}
