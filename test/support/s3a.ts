import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Authorizer, Workload } from '../../lib/contract/access';
import type { Engines } from '../../lib/rehearsal/engine';
import { spark as engine } from '../../lib/rehearsal/engines/spark';
import { cacheFolder } from '../../lib/rehearsal/engines/virtual-environment';
import { clientOf, everything, openS3 } from '../rehearsal/s3';
import { deployed } from './account-of';
import { recordingTask } from './task';

/** Hadoop of PySpark 3.5.6, and the SDK that its connector was built with; Maven Central has both. */
const JARS = [
  {
    artifact: 'org.apache.hadoop:hadoop-aws:3.3.4',
    file: 'hadoop-aws-3.3.4.jar',
    sha256: '53f9ae03c681a30a50aa17524bd9790ab596b28481858e54efd989a826ed3a4a',
  },
  {
    artifact: 'com.amazonaws:aws-java-sdk-bundle:1.12.262',
    file: 'aws-java-sdk-bundle-1.12.262.jar',
    sha256: '873fe7cf495126619997bec21c44de5d992544aea7e632fdc77adb1a0915bae5',
  },
] as const;

/** A scenario's buckets, and Spark that reaches them with the role of a workload. */
export interface S3aLake {
  readonly s3: Engines['s3'];
  /** Puts an object into a bucket of the templates, by the id of its construct. */
  put(bucket: string, key: string, body: string | Buffer): Promise<unknown>;
  /** Keys below a prefix. */
  keys(bucket: string, prefix: string): Promise<readonly string[]>;
  /** `s3://` and the name of a bucket. */
  url(bucket: string): string;
  /** Runs a program. @returns what it printed; or, where Spark failed, its reason and what S3 denied */
  submit(program: string, args: readonly string[], conf?: Readonly<Record<string, string>>): Promise<string>;
  /** What the role was denied, a line each. */
  denied(): readonly string[];
  close(): Promise<void>;
}

/** Lets Spark 3.5 reach the buckets of a scenario by `s3://`, through Hadoop's S3A, as the account would let the workload. */
export async function s3aLake(
  scenario: string,
  workload: Workload,
  options: { readonly use?: string; readonly set?: Readonly<Record<string, unknown>>; readonly buckets: readonly string[] },
): Promise<S3aLake> {
  const account = await deployed(scenario, options.set);
  const s3 = await openS3();
  const folder = mkdtempSync(join(tmpdir(), 's3a-'));
  const nameOf = (bucket: string) => account.physicalId('AWS::S3::Bucket', bucket);
  for (const bucket of options.buckets) s3.makeBucket(nameOf(bucket));
  const owner = clientOf(s3, everything, 'owner');
  const spark = await engine.open(folder, recordingTask());
  const settings = settingsFor(s3, account.authorizerOf(workload, options.use), workload.id);
  const denied = () =>
    s3.requests.flatMap(({ operation, denied: all }) =>
      all.map(({ action, resource, reason }) => `${operation}: ${action} on ${resource}: ${reason}`),
    );
  const metastore = { 'spark.hadoop.javax.jdo.option.ConnectionURL': `jdbc:derby:;databaseName=${join(folder, 'metastore')};create=true` };
  return {
    s3,
    denied,
    url: (bucket) => `s3://${nameOf(bucket)}`,
    put: (bucket, Key, Body) => owner.send(new PutObjectCommand({ Bucket: nameOf(bucket), Key, Body })),
    async keys(bucket, Prefix) {
      const { Contents = [] } = await owner.send(new ListObjectsV2Command({ Bucket: nameOf(bucket), Prefix }));
      return Contents.map(({ Key = '' }) => Key);
    },
    submit: (program, args, conf = {}) =>
      spark
        .submit(program, args, recordingTask(), {
          sharesJvm: true,
          conf: { ...settings, ...metastore, 'spark.sql.shuffle.partitions': '2', ...conf },
        })
        .catch((error: Error) => [error.message, ...denied()].join('\n')),
    async close() {
      await spark.close();
      await s3.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settingsFor({ url, region, admit }: Engines['s3'], authorize: Authorizer, name: string): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = admit(name, authorize);
  return {
    'spark.jars': s3aJars().join(','),
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.s3a.endpoint': url,
    'spark.hadoop.fs.s3a.endpoint.region': region,
    'spark.hadoop.fs.s3a.path.style.access': 'true',
    'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
    'spark.hadoop.fs.s3a.access.key': accessKeyId,
    'spark.hadoop.fs.s3a.secret.key': secretAccessKey,
    // A refusal is final here; S3A would ask again for minutes.
    'spark.hadoop.fs.s3a.attempts.maximum': '1',
    'spark.hadoop.fs.s3a.retry.limit': '1',
  };
}

/** The jars in the user's cache, from Maven Central the first time. @throws Error for one whose content is not the known one */
function s3aJars(): readonly string[] {
  const folder = join(cacheFolder(process.env), 'hadoop-aws-3.3.4');
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const fresh = mkdtempSync(`${folder}-`);
    try {
      for (const { artifact } of JARS) {
        const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${fresh}`, '-Dmdep.useBaseVersion=true'];
        execFileSync('mvn', ['-q', '-B', 'dependency:copy', ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
      }
      for (const jar of JARS) checkJar(fresh, jar);
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return JARS.map((jar) => checkJar(folder, jar));
}

function checkJar(folder: string, { file, sha256 }: (typeof JARS)[number]): string {
  const path = join(folder, file);
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== sha256) throw new Error(`${path} has SHA-256 ${found}, not ${sha256}; delete ${folder}`);
  return path;
}
