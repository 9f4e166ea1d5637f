import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { z } from 'zod';
import type { Leftover } from '../../lib/contract/resources';
import { text } from '../../lib/scenarios/contract-entry';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import type { ScenarioStage } from '../../lib/scenarios/stage';

const config = z.object({
  bucketName: z.string().default('toy-bucket').describe('bucket of the toy'),
  unknownType: z.coerce.boolean().default(false).describe('include a resource of an unknown type'),
  note: z.string().default('first').describe('value of a parameter'),
});

const contract = { bucket: text('bucket of the toy'), database: text('Glue database'), worker: text('function that works') };

/** A scenario with two stacks of few resources, one using the other, for tests of deploying and destroying. */
export const toy = {
  id: 'toy',
  article: { title: 'Toy', published: '2026-01' },
  story: 'A bucket and a function.',
  idle: 'nothing',
  flow: ['bucket to function'],
  config,
  contract,
  jobs: {},
  queries: {},
  tools: {},
  logs: {},
  stop: async () => ['the toy'],
  leftovers: ({ contract: { worker } }): readonly Leftover[] =>
    worker === undefined ? [] : [{ kind: 'log-stream', group: '/shared', stream: worker }],
  rehearsal: { params: z.object({}), steps: {}, checks: [], charts: [] },
  changes: [],
} satisfies Scenario<typeof config, typeof contract>;

function build(stage: ScenarioStage<typeof contract>, { bucketName, unknownType, note }: z.infer<typeof config>): void {
  const store = new Stack(stage, 'store');
  const bucket = new s3.Bucket(store, 'Data', { bucketName: stage.fixedName(bucketName), removalPolicy: RemovalPolicy.DESTROY });
  const databaseName = stage.fixedName('toy_catalog', '_');
  new glue.CfnDatabase(store, 'Catalog', { catalogId: store.account, databaseInput: { name: databaseName } });
  if (unknownType) new ssm.CfnParameter(store, 'Odd', { type: 'String', value: 'x' }).addOverride('Type', 'AWS::Nobody::Knows');
  stage.publish(store, { bucket: bucket.bucketName, database: databaseName });

  const work = new Stack(stage, 'work');
  const worker = new lambda.Function(work, 'Worker', {
    functionName: stage.fixedName('toy-worker'),
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => "done";'),
    environment: { BUCKET: bucket.bucketName },
  });
  new ssm.StringParameter(work, 'Note', { parameterName: `/toy/${stage.stageName}/note`, stringValue: note });
  stage.publish(work, { worker: worker.functionName });
}

const entry: Entry = {
  title: 'Toy',
  summary: 'A bucket and a function.',
  services: ['S3', 'Lambda'],
  load: async () => ({ scenario: toy as unknown as Scenario }),
  stacks: async () => ({ build: build as never }),
};

/** Makes the toy known as `toy` in this process; a broken one cannot be synthesized. */
export function registerToy({ broken = false } = {}): void {
  const stacks = async () => Promise.reject(new Error('the article has moved'));
  (registry as Record<string, Entry>)['toy'] = broken ? { ...entry, stacks } : entry;
}
