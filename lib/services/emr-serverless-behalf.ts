import type { DeployedResource } from '../contract/resources';
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

/** What EMR Serverless does to start one job run, from the request for it, as the SDK or a state machine writes its members. */
export function jobRunUses(run: CallInput, context: BehalfContext): readonly RoleUse[] {
  const role = memberAt(run, 'executionRoleArn');
  if (role?.startsWith('arn:') !== true) return [];
  const parameters = memberAt(run, 'jobDriver.sparkSubmit.sparkSubmitParameters') ?? '';
  const files = [
    memberAt(run, 'jobDriver.sparkSubmit.entryPoint'),
    ...[...parameters.matchAll(/--(?:py-files|files|jars)\s+(\S+)/g)].flatMap(([, list = '']) => list.split(',')),
  ].flatMap((file) => placeOf(file) ?? []);
  return [
    ...usesOf(role, context, {
      description: 'reads the program and the files that come with it',
      source: RUNTIME_ROLE,
      requests: files.flatMap((file) => s3('GetObject', file, context)),
    }),
    ...loggingUses(role, memberAt(run, 'configurationOverrides.monitoringConfiguration.s3MonitoringConfiguration.logUri'), context),
  ];
}

/** The text at a path whose parts begin with a small or a capital letter. */
function memberAt(value: unknown, path: string): string | undefined {
  const found = path.split('.').reduce<unknown>((inner, name) => {
    const members = (inner ?? {}) as CallInput;
    return members[name] ?? members[name.charAt(0).toUpperCase() + name.slice(1)];
  }, value);
  return typeof found === 'string' ? found : undefined;
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
