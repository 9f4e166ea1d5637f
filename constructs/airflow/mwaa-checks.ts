import { Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { checkPrefix } from '../checks/prefix';
import { checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { AIRFLOW_VERSIONS } from '../versions';
import type { MwaaEnvironmentProps } from './mwaa-props';

/** Classes of environments; the first does not scale. */
const CLASSES = ['mw1.micro', 'mw1.small', 'mw1.medium', 'mw1.large', 'mw1.xlarge', 'mw1.2xlarge'];

/** Minimum and maximum numbers of containers, from the MWAA documentation. */
const LIMITS = { minWorkers: [1, 25], maxWorkers: [1, 25], schedulers: [2, 5], webServers: [2, 5] } as const;

/** Refuses values that MWAA would refuse after half an hour. @throws PropError */
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
  checkText(scope, 'environmentName', environmentName, {
    problem: 'is not a name that Amazon MWAA allows',
    form: /^[a-zA-Z][\w-]{0,79}$/,
    allowed: 'up to 80 letters, digits, hyphens and underscores, a letter first',
  });
  checkText(scope, 'airflowVersion', airflowVersion, {
    problem: 'is not one that this construct has been tried with',
    form: (version) => AIRFLOW_VERSIONS.some((known) => known === version),
    allowed: AIRFLOW_VERSIONS.join(', '),
    fix: 'choose one of them, or leave it out',
  });
  checkText(scope, 'environmentClass', environmentClass, {
    problem: 'is not a class of Amazon MWAA',
    form: (name) => CLASSES.includes(name),
    allowed: CLASSES.join(', '),
    fix: 'choose one of them, or leave it out',
  });
  checkText(scope, 'maintenanceWindow', maintenanceWindow, {
    problem: 'is not a weekday and a full or half hour',
    form: /^(MON|TUE|WED|THU|FRI|SAT|SUN):([01]\d|2[0-3]):(00|30)$/,
    allowed: "a day and a time in UTC, as in 'TUE:03:30'",
  });
  const option = Object.keys(airflowOptions ?? {}).find((name) => !Token.isUnresolved(name) && !/^[a-z][a-z_]*\.\w+$/.test(name));
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
    checkRange(scope, name, props[name], {
      least: micro ? 1 : least,
      most: micro ? 1 : most,
      problem: micro ? 'cannot be raised: mw1.micro does not scale' : 'is not a number that Amazon MWAA allows',
      allowed: micro ? '1' : `a whole number from ${least} to ${most}`,
      fix: micro ? 'leave it out, or choose mw1.small or larger' : undefined,
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
    checkText(scope, `${name}.path`, file.path, {
      problem: 'is not a path in the bucket that Amazon MWAA takes',
      form: (path) => path.endsWith(ending) && !path.startsWith('/') && !path.startsWith('s3:'),
      allowed: `a path relative to the bucket that ends in ${ending}`,
      fix: 'leave out the bucket and the first slash',
    });
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

/** Checks a bucket of this app. The properties of an imported one are unknown. */
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
      problem: 'bucket does not block public access',
      got: bucket.node.path,
      allowed: 'a bucket that blocks public access in all four ways: Amazon MWAA refuses any other',
      fix: 'make it with blockPublicAccess: BLOCK_ALL, or leave it out',
    });
  }
}

function known<Value>(value: Value | undefined): value is Value {
  return value !== undefined && !Token.isUnresolved(value);
}
