import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workload } from '../../../lib/paths';
import { transientCluster } from '../../../lib/scenarios/emr-pyspark/transient';
import { templatesOf } from '../../support/scenario';
import { propertiesOf, readable, statementsOf } from '../../support/synth';
import { CONTRACT } from '../emr-pyspark/fake-account';

const { lake, cluster, workflows } = templatesOf('emr-pyspark') as Record<'lake' | 'cluster' | 'workflows', ReturnType<typeof templatesOf>[string]>;

type Template = typeof lake;

/** Folders of the logs bucket that the role of nodes, or of serverless jobs, may write to. */
const writable = (template: Template, role: string) =>
  statementsOf(template, role)
    .filter(({ actions }) => actions.includes('s3:PutObject'))
    .flatMap(({ resources }) => resources.flatMap((resource) => /^<(?:import )?\w*Logs\w*(?:\.Arn)?>\/(.+)\*$/.exec(resource)?.[1] ?? []));
/** Folders of the buckets of a template whose content expires. */
const expiringIn = (template: Template) =>
  propertiesOf(template, 'AWS::S3::Bucket').flatMap(({ LifecycleConfiguration }) =>
    ((LifecycleConfiguration?.Rules ?? []) as { Prefix?: string; ExpirationInDays?: number }[]).flatMap(({ Prefix, ExpirationInDays }) =>
      Prefix !== undefined && ExpirationInDays !== undefined ? [Prefix] : [],
    ),
  );
const granted = [...writable(lake, 'RolesInstances'), ...writable(workflows, 'ApplicationJobs')];
const expiring = expiringIn(lake);

const files = (...folder: string[]) =>
  readdirSync(workload('emr-mwaa', ...folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(py|json)$/.test(file))
    .map((file) => readFileSync(join(workload('emr-mwaa', ...folder), file), 'utf8'));
/** Where the clusters of DAGs, templates and the method transient write their logs, without the bucket. */
const uris = [
  ...[...files('airflow', 'dags'), ...files('work')].flatMap((text) =>
    [...text.matchAll(/"LogUri": "s3:\/\/[^/]+\/([^"]*)"/g)].map(([, path]) => path!),
  ),
  ...propertiesOf(cluster, 'AWS::EMR::Cluster').map(({ LogUri }) => readable(LogUri).replace(/^s3:\/\/[^/]*\//, '')),
  ...propertiesOf(workflows, 'AWS::StepFunctions::StateMachine').flatMap(({ DefinitionString }) =>
    [...readable(DefinitionString).matchAll(/"LogUri":"s3:\/\/[^/]+\/([^"]*)"/g)].map(([, path]) => path!),
  ),
  transientCluster([], { config: { environment: 'dev', idleMinutes: 60 } as never, contract: CONTRACT, stage: 'dev' }).LogUri!.replace(
    's3://logs/',
    '',
  ),
];

test('every place where a cluster writes logs is one that its role may write to, and that expires', () => {
  // Three of the DAGs, the long-lived cluster, two state machines, and the method transient; the seven jobs without a cluster.
  expect(uris.filter((uri) => uri === 'elasticmapreduce/')).toHaveLength(7);
  expect(uris.filter((uri) => uri === 'emr-serverless/')).toHaveLength(7);
  expect(uris).toHaveLength(14);
  expect(uris.filter((uri) => !granted.some((prefix) => uri.startsWith(prefix)))).toEqual([]);
  expect(uris.filter((uri) => !expiring.some((prefix) => uri.startsWith(prefix)))).toEqual([]);
});

test.each(['emr-superset', 'emr-zeppelin'])('the cluster of %s writes logs where its role may, and they expire', (id) => {
  const { lake: data, cluster: own } = templatesOf(id) as Record<'lake' | 'cluster', Template>;
  const places = propertiesOf(own, 'AWS::EMR::Cluster').map(({ LogUri }) => readable(LogUri).replace(/^s3:\/\/[^/]*\//, ''));

  expect(places).toEqual(['elasticmapreduce/']);
  expect(writable(own, 'RolesInstances')).toContain('elasticmapreduce/');
  expect(expiringIn(data)).toContain('elasticmapreduce/');
});
