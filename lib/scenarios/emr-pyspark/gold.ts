import type { Aws } from '../../aws/aws';
import type { Table, Value } from '../../contract/table';
import { JobError } from '../../errors';

/** A result, and the job that writes it. */
export interface GoldResult {
  /** Folder in the result bucket, without leading and trailing slashes. */
  readonly folder: string;
  readonly job: string;
}

/** Reads a result from its one CSV file. @throws JobError when the job that makes it has not run */
export async function readGold(bucket: string, { folder, job }: GoldResult, { s3 }: Pick<Aws, 's3'>): Promise<Table> {
  const objects = await s3.list(bucket, `${folder}/csv/`);
  const file = objects.map(({ key }) => key).find((key) => /\/part-[^/]*\.csv$/.test(key));
  const text = file && (await s3.read(bucket, file));
  if (text === undefined) {
    throw new JobError({
      problem: `no result in ${folder} yet`,
      got: `no CSV file below s3://${bucket}/${folder}/csv/`,
      fix: `stagecraft run emr-pyspark ${job}, or stagecraft run emr-pyspark analyze`,
    });
  }
  return parseCsv(text);
}

/** Parses Spark's CSV with a header and `|` as delimiter: values are quoted if needed, and quotes are escaped with `\`. */
export function parseCsv(text: string): Table {
  const [columns = [], ...rows] = recordsOf(text);
  return { columns, rows: rows.map((row) => row.map(plainValue)) };
}

function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  const endRecord = () => {
    record.push(field);
    if (record.length > 1 || field !== '') records.push(record);
    record = [];
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isQuoted && char === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      field += text[at + 1];
      at += 1;
    } else if (char === '"' && (isQuoted || field === '')) isQuoted = !isQuoted;
    else if (isQuoted) field += char;
    else if (char === '|') {
      record.push(field);
      field = '';
    } else if (char === '\n') endRecord();
    else if (char !== '\r') field += char;
  }
  endRecord();
  return records;
}

function plainValue(text: string): Value {
  if (text === '') return null;
  return /^-?\d+(\.\d+)?(E-?\d+)?$/.test(text) ? Number(text) : text;
}
