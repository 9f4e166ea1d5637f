import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Authorizer } from '../../lib/contract/access';
import type { Engines } from '../../lib/rehearsal/engine';
import { cacheFolder } from '../../lib/rehearsal/engines/virtual-environment';

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

/** Settings with which Spark reaches this S3 by `s3://`, through Hadoop's S3A, as this caller. */
export function s3aSettings({ url, admit }: Engines['s3'], authorize: Authorizer, name: string): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = admit(name, authorize);
  return {
    'spark.jars': s3aJars().join(','),
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.s3a.endpoint': url,
    'spark.hadoop.fs.s3a.endpoint.region': 'us-east-1',
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
