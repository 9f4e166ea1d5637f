import type { DeployedResource } from '../contract/deployed-resource';
import { onCatalog } from './glue-calls';
import { textAt } from './lookups';
import { listAt } from './requests';
import { placeOf, s3, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const RUNTIME_ROLE = 'https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/getting-started.html#gs-runtime-role';
const PRINCIPAL = 'emr-serverless.amazonaws.com';

/** What an application does as the roles that its job runs can have: those that trust EMR Serverless, since no property names them. */
export function applicationUses(application: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const monitoring = textAt(application.properties, 'MonitoringConfiguration.S3MonitoringConfiguration.LogUri');
  const roles = context.resources.filter(({ type, properties }) => type === 'AWS::IAM::Role' && trusts(properties?.['AssumeRolePolicyDocument']));
  return roles.flatMap(({ physicalId }) => [
    ...loggingUses(physicalId, monitoring, context),
    ...usesOf(physicalId, context, {
      description: 'Spark looks at the database default of the Glue catalog',
      source: 'https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/metastore-config.html',
      requests: onCatalog('GetDatabase', context, 'default'),
    }),
  ]);
}

/** What EMR Serverless does to start one job run, from the request for it. */
export function jobRunUses(run: CallInput, context: BehalfContext): readonly RoleUse[] {
  const member = (...paths: readonly string[]) => paths.map((path) => textAt(run, path)).find((value) => value !== undefined);
  const role = member('ExecutionRoleArn', 'executionRoleArn');
  if (role === undefined || !role.startsWith('arn:')) return [];
  const parameters = member('JobDriver.SparkSubmit.SparkSubmitParameters', 'jobDriver.sparkSubmit.sparkSubmitParameters') ?? '';
  const files = [
    member('JobDriver.SparkSubmit.EntryPoint', 'jobDriver.sparkSubmit.entryPoint'),
    ...[...parameters.matchAll(/--(?:py-files|files|jars)\s+(\S+)/g)].flatMap(([, list = '']) => list.split(',')),
  ].flatMap((file) => placeOf(file) ?? []);
  const logs = member(
    'ConfigurationOverrides.MonitoringConfiguration.S3MonitoringConfiguration.LogUri',
    'configurationOverrides.monitoringConfiguration.s3MonitoringConfiguration.logUri',
  );
  return [
    ...usesOf(role, context, {
      description: 'reads the program and the files that come with it',
      source: RUNTIME_ROLE,
      requests: files.flatMap((file) => s3('GetObject', file, context)),
    }),
    ...loggingUses(role, logs, context),
  ];
}

function loggingUses(role: string, uri: string | undefined, context: BehalfContext): readonly RoleUse[] {
  const place = placeOf(uri);
  return usesOf(role, context, {
    description: 'writes the logs of the driver and the executors',
    source: 'https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html',
    requests: place ? s3('PutObject', { ...place, key: `${place.key}applications/logs.gz` }, context) : [],
  });
}

function trusts(document: unknown): boolean {
  const statements = listAt({ Statement: (document as CallInput | undefined)?.['Statement'] }, 'Statement');
  return statements.some(({ Principal }) => JSON.stringify((Principal as CallInput | undefined)?.['Service'] ?? '').includes(PRINCIPAL));
}
