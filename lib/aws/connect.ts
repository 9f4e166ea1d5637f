import { JobError } from '../errors';
import type { Aws, Target } from './aws';
import { cliFlags, rememberProfile } from './cli-flags';
import { type Destination, destinationOf, ignoresEndpoints, isAws, keepTo } from './destination';
import { explained, type RequestContext, withOperation } from './errors';

/** Credentials and region. */
export interface ConnectOptions {
  /** Named profile. @default - the SDK's default credential chain */
  readonly profile?: string;
  /** ARN of a role to assume with the credentials. @default - none */
  readonly role?: string;
  /** @default - region of the profile or the environment */
  readonly region?: string;
  /** Throws when requests must not go there. Called before the first request is sent. @default - they go wherever they are configured to go */
  readonly admit?: (destination: Destination) => void;
  /** Endpoint to which requests may go whatever the others do. @default - all go to AWS, or none */
  readonly allowEndpoint?: string;
}

export type Connect = (options: ConnectOptions) => Promise<Aws>;

/** Attempts of a request that is throttled or fails in the service. */
const ATTEMPTS = 8;
/** Attempts of the first request: a wrong endpoint or region should not look like a slow network. */
const FIRST_ATTEMPTS = 2;

/** The part of an SDK client that is used here. */
interface Client {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: 'initialize'; priority: 'high'; name: string }): void };
}
type Middleware = <Input, Output>(
  next: (args: Input) => Promise<Output>,
  context: { readonly clientName?: string; readonly commandName?: string },
) => (args: Input) => Promise<Output>;

/**
 * Signs in and returns the verbs of every service. An SDK client is loaded when one of its verbs is first used.
 *
 * @throws ConfigError or JobError when there are no credentials, no region, or no connection to AWS
 */
export async function connect({ profile, role, region: wanted, admit, allowEndpoint }: ConnectOptions): Promise<Aws> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const probe = explaining(new STSClient({ profile, region: wanted }), { profile });
  const destination = await destinationOf(probe, (client) => client.send(new GetCallerIdentityCommand({})));
  admit?.(destination);
  const endpoint = isAws(new URL(destination.url).hostname) ? undefined : destination.url;
  const credentials = role === undefined ? undefined : await assumed(role, profile, wanted);
  const sts = explaining(new STSClient({ profile, region: wanted, credentials, maxAttempts: FIRST_ATTEMPTS }), { profile, endpoint });
  const { Account: account, Arn: principal } = await sts.send(new GetCallerIdentityCommand({}));
  if (account === undefined || principal === undefined) {
    throw new JobError({ problem: 'AWS returned no caller identity', got: endpoint, fix: 'check AWS_ENDPOINT_URL and the credentials' });
  }
  const region = await sts.config.region();
  const target: Target = { account, region, principal, endpoint };

  const shared = { credentials: sts.config.credentials, region, maxAttempts: ATTEMPTS, retryMode: 'adaptive' };
  const context: RequestContext = { profile, principal, endpoint };
  const made = <C extends Client & Parameters<typeof keepTo>[0]>(client: C) => keepTo(explaining(client, context), endpoint, allowEndpoint);
  const s3 = lazily(async () => {
    const [{ S3Client }, { s3Verbs }] = await Promise.all([import('@aws-sdk/client-s3'), import('./s3')]);
    const forcePathStyle = endpoint !== undefined || (Boolean(process.env['AWS_ENDPOINT_URL_S3']) && !ignoresEndpoints(process.env));
    return s3Verbs(made(new S3Client({ ...shared, forcePathStyle })));
  });
  return {
    target,
    athena: lazily(async () => {
      const [{ AthenaClient }, { athenaVerbs }] = await Promise.all([import('@aws-sdk/client-athena'), import('./athena')]);
      return athenaVerbs(made(new AthenaClient(shared)));
    }),
    cloudControl: lazily(async () => {
      const [{ CloudControlClient }, { cloudControlVerbs }] = await Promise.all([import('@aws-sdk/client-cloudcontrol'), import('./cloud-control')]);
      return cloudControlVerbs(made(new CloudControlClient(shared)));
    }),
    cloudformation: lazily(async () => {
      const [{ CloudFormationClient }, { cloudFormationVerbs }] = await Promise.all([
        import('@aws-sdk/client-cloudformation'),
        import('./cloudformation'),
      ]);
      return cloudFormationVerbs(made(new CloudFormationClient(shared)));
    }),
    ec2: lazily(async () => {
      const [{ EC2Client }, { ec2Verbs }] = await Promise.all([import('@aws-sdk/client-ec2'), import('./ec2')]);
      return ec2Verbs(made(new EC2Client(shared)));
    }),
    emr: lazily(async () => {
      const [{ EMRClient }, { emrVerbs }] = await Promise.all([import('@aws-sdk/client-emr'), import('./emr')]);
      // For requests without an idempotency token: a repetition by the SDK after a lost answer would start a second cluster.
      const once = made(new EMRClient({ ...shared, maxAttempts: 1 }));
      return emrVerbs(made(new EMRClient(shared)), s3, undefined, once);
    }),
    emrServerless: lazily(async () => {
      const [{ EMRServerlessClient }, { emrServerlessVerbs }] = await Promise.all([
        import('@aws-sdk/client-emr-serverless'),
        import('./emr-serverless'),
      ]);
      return emrServerlessVerbs(made(new EMRServerlessClient(shared)), s3);
    }),
    eks: lazily(async () => {
      const [{ EKSClient }, { eksVerbs }] = await Promise.all([import('@aws-sdk/client-eks'), import('./eks')]);
      return eksVerbs(made(new EKSClient(shared)), { region, credentials: sts.config.credentials, sha256: sts.config.sha256 });
    }),
    firehose: lazily(async () => {
      const [{ FirehoseClient }, { firehoseVerbs }] = await Promise.all([import('@aws-sdk/client-firehose'), import('./firehose')]);
      return firehoseVerbs(made(new FirehoseClient(shared)));
    }),
    glue: lazily(async () => {
      const [{ GlueClient }, { glueVerbs }] = await Promise.all([import('@aws-sdk/client-glue'), import('./glue')]);
      return glueVerbs(made(new GlueClient(shared)));
    }),
    kinesis: lazily(async () => {
      const [{ KinesisClient }, { kinesisVerbs }] = await Promise.all([import('@aws-sdk/client-kinesis'), import('./kinesis')]);
      return kinesisVerbs(made(new KinesisClient(shared)));
    }),
    lambda: lazily(async () => {
      const [{ LambdaClient }, { lambdaVerbs }] = await Promise.all([import('@aws-sdk/client-lambda'), import('./lambda')]);
      return lambdaVerbs(made(new LambdaClient(shared)));
    }),
    logs: lazily(async () => {
      const [{ CloudWatchLogsClient }, { logsVerbs }] = await Promise.all([import('@aws-sdk/client-cloudwatch-logs'), import('./logs')]);
      return logsVerbs(made(new CloudWatchLogsClient(shared)));
    }),
    macie: lazily(async () => {
      const [{ Macie2Client }, { macieVerbs }] = await Promise.all([import('@aws-sdk/client-macie2'), import('./macie')]);
      return macieVerbs(made(new Macie2Client(shared)));
    }),
    mwaa: lazily(async () => {
      const [{ signedRequests }, { mwaaVerbs }] = await Promise.all([import('./signed-requests'), import('./mwaa')]);
      const send = signedRequests({ credentials: sts.config.credentials, region, sha256: sts.config.sha256, service: 'airflow', context });
      return mwaaVerbs(send, { pollMs: 5_000, now: Date.now, flags: () => cliFlags(sts) });
    }),
    quicksight: lazily(async () => {
      const [{ QuickSightClient }, { quickSightVerbs }] = await Promise.all([import('@aws-sdk/client-quicksight'), import('./quicksight')]);
      return quickSightVerbs(made(new QuickSightClient(shared)), account);
    }),
    rds: lazily(async () => {
      const [{ RDSClient }, { rdsVerbs }] = await Promise.all([import('@aws-sdk/client-rds'), import('./rds')]);
      return rdsVerbs(made(new RDSClient(shared)), { region, credentials: sts.config.credentials, now: Date.now });
    }),
    redshiftData: lazily(async () => {
      const [{ RedshiftDataClient }, { RedshiftServerlessClient }, { redshiftDataVerbs }] = await Promise.all([
        import('@aws-sdk/client-redshift-data'),
        import('@aws-sdk/client-redshift-serverless'),
        import('./redshift-data'),
      ]);
      return redshiftDataVerbs(made(new RedshiftDataClient(shared)), made(new RedshiftServerlessClient(shared)));
    }),
    s3,
    secrets: lazily(async () => {
      const [{ SecretsManagerClient }, { secretsVerbs }] = await Promise.all([import('@aws-sdk/client-secrets-manager'), import('./secrets')]);
      return secretsVerbs(made(new SecretsManagerClient(shared)));
    }),
    ssm: lazily(async () => {
      const [{ SSMClient }, { ssmVerbs }] = await Promise.all([import('@aws-sdk/client-ssm'), import('./ssm')]);
      return ssmVerbs(made(new SSMClient(shared)));
    }),
    stepfunctions: lazily(async () => {
      const [{ SFNClient }, { stepFunctionsVerbs }] = await Promise.all([import('@aws-sdk/client-sfn'), import('./stepfunctions')]);
      return stepFunctionsVerbs(made(new SFNClient(shared)));
    }),
  };
}

/** Credentials of an assumed role, refreshed before they expire. */
async function assumed(RoleArn: string, profile: string | undefined, region: string | undefined) {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  return fromTemporaryCredentials({ params: { RoleArn, RoleSessionName: 'stagecraft' }, clientConfig: { profile, region } });
}

/** Adds error explanations to a client: failures that all services share get a message with a fix. */
export function explaining<C extends Client>(client: C, context: RequestContext): C {
  const middleware: Middleware =
    (next, { clientName, commandName }) =>
    async (args) => {
      const service = clientName?.replace(/Client$/, '');
      const operation = commandName && `${service} ${commandName.replace(/Command$/, '')}`;
      try {
        return await next(args);
      } catch (error) {
        throw withOperation(explained(error, { operation, ...context }), operation);
      }
    };
  client.middlewareStack.add(middleware, { step: 'initialize', priority: 'high', name: 'stagecraftErrors' });
  rememberProfile(client, context.profile);
  return client;
}

/** The verbs of a service, created on first use. This works because each verb is asynchronous. */
function lazily<Verbs extends object>(load: () => Promise<Verbs>): Verbs {
  let loading: Promise<Verbs> | undefined;
  const verb =
    (name: string) =>
    async (...args: unknown[]) => {
      loading ??= load();
      const verbs = (await loading) as Readonly<Record<string, (...args: unknown[]) => unknown>>;
      return verbs[name]?.(...args);
    };
  // Without this, an async function that returns the verbs would take them for a promise.
  return new Proxy({} as Verbs, { get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : verb(name)) });
}
