import type { Aws } from '../../../lib/aws/aws';
import type { Warehouse, WarehouseStatement } from '../../../lib/aws/redshift-data';
import type { Table } from '../../../lib/contract/values';
import { type Config, type Contract, config } from '../../../lib/scenarios/firehose-redshift/settings';
import type { Deployed } from '../../../lib/scenarios/places';
import { recordingTask } from '../../support/task';

/** Value of the loader's secret. */
export const PASSWORD = 'Correct0Horse0Battery0Staple0000';
/** What the stacks have published. */
export const published: Deployed<Config, Contract>['contract'] = {
  dataBucket: 'data',
  workgroup: 'sensor-warehouse',
  cluster: undefined,
  adminSecret: undefined,
  host: 'w.example.com',
  databaseName: 'dev',
  loadRole: 'arn:aws:iam::111122223333:role/load',
  vpc: 'vpc-1',
  deliveryStream: 'redshift-delivery-stream',
  readingStream: undefined,
  loaderSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:loader',
  validatorFunction: 'sensor-reading-validator',
  simulatorRole: 'arn:aws:iam::111122223333:role/simulator',
};

interface Options {
  readonly set?: Record<string, unknown>;
  readonly contract?: Partial<typeof published>;
  readonly objects?: readonly string[];
  readonly answer?: (sql: string) => readonly (readonly (string | number)[])[];
  /** Error codes of the first records, request by request. */
  readonly refusals?: readonly (string | undefined)[][];
}

/** An account in memory: a stream that takes records, and a warehouse that records its statements. */
export function account({
  set = {},
  contract: other = {},
  objects = ['history/h.csv', 'location/l.csv', 'sensor/s.csv', 'manufacturer/m.csv', 'sensors/s.csv'],
  answer = () => [],
  refusals = [],
}: Options = {}) {
  const asked: {
    readonly warehouse: Warehouse;
    readonly kind: string;
    readonly sql: string;
    readonly parameters?: WarehouseStatement['parameters'];
  }[] = [];
  const put: { readonly stream: string; readonly records: readonly string[] }[] = [];
  const putBatch = async (stream: string, records: readonly string[]) => {
    put.push({ stream, records });
    const codes = refusals[put.length - 1] ?? [];
    return records.map((_, index) => codes[index]);
  };
  const aws = {
    target: { account: '111122223333', region: 'us-east-1', principal: '' },
    redshiftData: {
      execute: async (warehouse: Warehouse, { sql, parameters }: WarehouseStatement) =>
        void asked.push({ warehouse, kind: 'execute', sql, parameters }),
      transaction: async (warehouse: Warehouse, sqls: readonly string[]) =>
        void asked.push({ warehouse, kind: 'transaction', sql: sqls.join(';\n') }),
      select: async (warehouse: Warehouse, { sql, parameters }: WarehouseStatement): Promise<Table> => {
        asked.push({ warehouse, kind: 'select', sql, parameters });
        return { columns: ['a'], rows: answer(sql) };
      },
    },
    firehose: { putBatch },
    kinesis: {
      putBatch: (stream: string, records: readonly { key: string; data: string }[]) =>
        putBatch(
          stream,
          records.map(({ key, data: text }) => `${key} ${text}`),
        ),
    },
    secrets: { value: async () => PASSWORD },
    s3: {
      list: async (_: string, prefix = '') => objects.filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: 7 })),
      uploadFolder: async (folder: string, bucket: string) => ({ folder, bucket, files: 5 }),
    },
    logs: { read: async ({ group }: { group: string }) => [{ time: new Date(0), source: group, message: 'x' }] },
  } as unknown as Aws;
  const task = recordingTask();
  const deployed = { config: config.parse(set), stage: 'dev', contract: { ...published, ...other }, aws, task };
  const context = { ...deployed, params: {}, method: undefined, wait: true, env: {} };
  return { context, deployed, task, asked, put };
}

/** What is published where readings come by a data stream. */
export const streamOnly = { deliveryStream: undefined, readingStream: 'sensor-readings', loaderSecret: undefined, validatorFunction: undefined };
