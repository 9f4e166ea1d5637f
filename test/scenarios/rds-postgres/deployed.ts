import type { Aws } from '../../../lib/aws/aws';
import type { DatabaseInstance } from '../../../lib/aws/rds';
import type { Deployed } from '../../../lib/scenarios/places';
import { type Config, type Contract, config } from '../../../lib/scenarios/rds-postgres/settings';
import { recordingTask } from '../../support/task';

/** What the stacks publish. */
export const CONTRACT: Deployed<Config, Contract>['contract'] = {
  alertTopic: 'arn:aws:sns:us-east-1:111122223333:RDSAlertTopic',
  primaryInstance: 'demo-instance',
  replicaInstances: ['demo-replica'],
  primaryHost: 'demo-instance.abc.us-east-1.rds.amazonaws.com',
  replicaHosts: ['demo-replica.abc.us-east-1.rds.amazonaws.com'],
  port: '5432',
  databaseName: 'pagila',
  adminName: 'masteruser',
  readerName: 'pagila_reader',
  secret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:it-AbCdEf',
  dataBucket: 'data',
  loadFunction: 'pagila-loader',
  readFunction: 'pagila-reader',
  gateway: 'i-0123456789abcdef0',
  vpc: 'vpc-1',
};

export interface Cloud {
  /** Keys in the data bucket. */
  readonly keys?: readonly string[];
  readonly instances?: readonly DatabaseInstance[];
  /** What a function answers. */
  answer?(name: string, payload: Readonly<Record<string, unknown>>): unknown;
}

/** A deployed database in an account that remembers what it was asked. */
export function deployed(
  { keys = [], instances = [], answer = () => ({}) }: Cloud = {},
  overrides: Partial<Deployed<Config, Contract>['contract']> = {},
  set = {},
) {
  const asked: unknown[][] = [];
  const note =
    <Result>(name: string, result: (...args: never[]) => Result) =>
    async (...args: unknown[]): Promise<Result> => {
      asked.push([name, ...args.filter((arg) => !(typeof arg === 'object' && arg !== null && 'signal' in arg))]);
      return result(...(args as never[]));
    };
  const closed = Promise.resolve();
  const aws = {
    target: { account: '111122223333', region: 'us-east-1', principal: 'arn:aws:iam::111122223333:user/me' },
    lambda: { invoke: note('invoke', answer) },
    s3: {
      list: note('list', () => keys.map((key) => ({ key, bytes: 1 }))),
      uploadFolder: note('uploadFolder', () => ({ uploaded: 15, unchanged: 0, bytes: 1 })),
    },
    rds: {
      instances: note('instances', () => instances),
      events: note('events', () => [{ time: new Date(1), source: 'demo-instance', message: 'DB instance created' }]),
      token: note('token', () => 'host:5432/?Action=connect&X-Amz-Signature=very-secret'),
    },
    logs: { read: note('read', ({ group }: { group: string }) => [{ time: new Date(group.length), source: 'stream', message: group }]) },
    ssm: { forward: note('forward', () => ({ url: 'http://localhost:15432', closed })) },
  } as unknown as Aws;
  const context: Deployed<Config, Contract> = {
    config: config.parse(set),
    stage: 'dev',
    contract: { ...CONTRACT, ...overrides },
    aws,
    task: recordingTask(),
  };
  return { asked, context };
}
