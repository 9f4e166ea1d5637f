import { Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';
import { checkPrefix } from '../prefix';
import { AIRFLOW_VERSIONS } from '../versions';
import type { MwaaEnvironmentProps } from './mwaa-props';

/** Classes of environments; the first does not scale. */
const CLASSES = ['mw1.micro', 'mw1.small', 'mw1.medium', 'mw1.large', 'mw1.xlarge', 'mw1.2xlarge'];

/** Least and largest numbers of containers, by the documentation of the service. */
const LIMITS = { minWorkers: [1, 25], maxWorkers: [1, 25], schedulers: [2, 5], webServers: [2, 5] } as const;

/** Refuses what the service would refuse after half an hour. @throws PropError */
export function checkEnvironment(scope: IConstruct, props: MwaaEnvironmentProps): void {
  checkWords(scope, props);
  checkSizes(scope, props);
  checkPaths(scope, props);
  checkAccess(scope, props);
  if (props.bucket) checkBucket(scope, props.bucket);
}

function checkWords(
  scope: IConstruct,
  { environmentName, airflowVersion, environmentClass, maintenanceWindow, airflowOptions }: MwaaEnvironmentProps,
) {
  if (known(environmentName) && !/^[a-zA-Z][\w-]{0,79}$/.test(environmentName)) {
    throw new PropError(scope, {
      problem: 'environmentName is not a name that Amazon MWAA allows',
      got: `'${environmentName}'`,
      allowed: 'up to 80 letters, digits, hyphens and underscores, a letter first',
      fix: 'correct it, or leave it out',
    });
  }
  if (known(airflowVersion) && !AIRFLOW_VERSIONS.some((version) => version === airflowVersion)) {
    throw new PropError(scope, {
      problem: 'airflowVersion is not one that this construct has been tried with',
      got: `'${airflowVersion}'`,
      allowed: AIRFLOW_VERSIONS.join(', '),
      fix: 'choose one of them, or leave it out',
    });
  }
  if (known(environmentClass) && !CLASSES.includes(environmentClass)) {
    throw new PropError(scope, {
      problem: 'environmentClass is not a class of Amazon MWAA',
      got: `'${environmentClass}'`,
      allowed: CLASSES.join(', '),
      fix: 'choose one of them, or leave it out',
    });
  }
  if (known(maintenanceWindow) && !/^(MON|TUE|WED|THU|FRI|SAT|SUN):([01]\d|2[0-3]):(00|30)$/.test(maintenanceWindow)) {
    throw new PropError(scope, {
      problem: 'maintenanceWindow is not a weekday and a full or half hour',
      got: `'${maintenanceWindow}'`,
      allowed: "a day and a time in UTC, as in 'TUE:03:30'",
      fix: 'correct it, or leave it out',
    });
  }
  const option = Object.keys(airflowOptions ?? {}).find((name) => !/^[a-z][a-z_]*\.\w+$/.test(name));
  if (option !== undefined) {
    throw new PropError(scope, {
      problem: 'airflowOptions names no option of Airflow',
      got: `'${option}'`,
      allowed: "a section and an option, as in 'core.default_timezone'",
      fix: 'correct the name',
    });
  }
}

function checkSizes(scope: IConstruct, props: MwaaEnvironmentProps): void {
  const micro = props.environmentClass === 'mw1.micro';
  for (const [name, [least, most]] of Object.entries(LIMITS) as [keyof typeof LIMITS, readonly [number, number]][]) {
    const value = props[name];
    if (!known(value) || (micro ? value === 1 : Number.isInteger(value) && value >= least && value <= most)) continue;
    throw new PropError(scope, {
      problem: micro ? `${name} cannot be raised: mw1.micro does not scale` : `${name} is not a number that Amazon MWAA allows`,
      got: String(value),
      allowed: micro ? '1' : `a whole number from ${least} to ${most}`,
      fix: micro ? 'leave it out, or choose mw1.small or larger' : 'correct it, or leave it out',
    });
  }
  const { minWorkers, maxWorkers } = props;
  if (known(minWorkers) && known(maxWorkers) && minWorkers > maxWorkers) {
    throw new PropError(scope, {
      problem: 'minWorkers is larger than maxWorkers',
      got: `${minWorkers} and ${maxWorkers}`,
      allowed: 'minWorkers up to maxWorkers',
      fix: 'lower minWorkers, or raise maxWorkers',
    });
  }
}

function checkPaths(scope: IConstruct, { dagsPath, requirements, plugins, startupScript }: MwaaEnvironmentProps): void {
  checkPrefix(scope, 'dagsPath', dagsPath);
  const files = { requirements: ['.txt', requirements], plugins: ['.zip', plugins], startupScript: ['.sh', startupScript] } as const;
  for (const [name, [ending, file]] of Object.entries(files)) {
    if (!file) continue;
    if (!Token.isUnresolved(file.path) && (!file.path.endsWith(ending) || file.path.startsWith('/') || file.path.startsWith('s3:'))) {
      throw new PropError(scope, {
        problem: `${name}.path is not a path in the bucket that Amazon MWAA takes`,
        got: `'${file.path}'`,
        allowed: `a path relative to the bucket that ends in ${ending}`,
        fix: 'leave out the bucket and the first slash',
      });
    }
    if (file.version === '') {
      throw new PropError(scope, {
        problem: `${name}.version is empty`,
        allowed: 'the version that S3 gave the object when it was uploaded',
        fix: 'aws s3api head-object prints it as VersionId',
      });
    }
  }
}

function checkAccess(scope: IConstruct, { webServerAccess, airflowVersion }: MwaaEnvironmentProps): void {
  if (webServerAccess !== 'PUBLIC_AND_PRIVATE' || !known(airflowVersion) || !/^(2|3\.[01])\./.test(airflowVersion)) return;
  throw new PropError(scope, {
    problem: 'webServerAccess PUBLIC_AND_PRIVATE needs Airflow 3.2 or later',
    got: airflowVersion,
    allowed: 'PRIVATE_ONLY or PUBLIC_ONLY with this version',
    fix: 'choose one of them, or raise airflowVersion',
  });
}

/** Looks at a bucket of this app; one that was imported is not known well enough. */
function checkBucket(scope: IConstruct, bucket: s3.IBucket): void {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) return;
  const { status } = (resource.versioningConfiguration ?? {}) as s3.CfnBucket.VersioningConfigurationProperty;
  if (status !== 'Enabled') {
    throw new PropError(scope, {
      problem: 'bucket is not versioned',
      got: bucket.node.path,
      allowed: 'a bucket with versioning: Amazon MWAA refuses any other',
      fix: 'make it with versioned: true, or leave it out',
    });
  }
  const closed = (resource.publicAccessBlockConfiguration ?? {}) as s3.CfnBucket.PublicAccessBlockConfigurationProperty;
  const { blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets } = closed;
  if (![blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets].every((setting) => setting === true)) {
    throw new PropError(scope, {
      problem: 'bucket is not closed to the public',
      got: bucket.node.path,
      allowed: 'a bucket that blocks public access in all four ways: Amazon MWAA refuses any other',
      fix: 'make it with blockPublicAccess: BLOCK_ALL, or leave it out',
    });
  }
}

function known<Value>(value: Value | undefined): value is Value {
  return value !== undefined && !Token.isUnresolved(value);
}
