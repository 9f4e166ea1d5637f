import { JobError } from '../errors';
import type { Aws, Target } from './aws';
import { explained, type RequestContext, withOperation } from './errors';

/** How to reach the account. */
export interface ConnectOptions {
  /** Named profile. @default - the SDK's default credential chain */
  readonly profile?: string;
  /** ARN of a role to assume with these credentials. @default - none */
  readonly role?: string;
  /** @default - region of the profile or the environment */
  readonly region?: string;
}

export type Connect = (options: ConnectOptions) => Promise<Aws>;

/** Attempts of a request that is throttled, or met by a fault of the service. */
const ATTEMPTS = 8;
/** The first request of all fails sooner: a wrong endpoint or region should not look like a slow network. */
const FIRST_ATTEMPTS = 2;

/** What this uses of an SDK client; each has it. */
interface Client {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: 'initialize'; priority: 'high'; name: string }): void };
}
type Middleware = <Input, Output>(
  next: (args: Input) => Promise<Output>,
  context: { readonly clientName?: string; readonly commandName?: string },
) => (args: Input) => Promise<Output>;

/**
 * Signs in, and gives the verbs of every service. A client is loaded when the first of its verbs is used.
 *
 * @throws ConfigError or JobError when there are no credentials, no region, or no way to AWS
 */
export async function connect({ profile, role, region: wanted }: ConnectOptions): Promise<Aws> {
  // `doctor` says which Node versions are supported; the SDK would say it again in every command.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const endpoint = process.env['AWS_ENDPOINT_URL'] || undefined;
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const credentials = role === undefined ? undefined : await assumed(role, profile, wanted);
  const sts = explaining(new STSClient({ profile, region: wanted, credentials, maxAttempts: FIRST_ATTEMPTS }), { profile, endpoint });
  const { Account: account, Arn: principal } = await sts.send(new GetCallerIdentityCommand({}));
  if (account === undefined || principal === undefined) {
    throw new JobError({ problem: 'AWS does not say who is signed in', got: endpoint, fix: 'check AWS_ENDPOINT_URL and the credentials' });
  }
  const region = await sts.config.region();
  const target: Target = { account, region, principal, endpoint };

  const shared = { credentials: sts.config.credentials, region, maxAttempts: ATTEMPTS, retryMode: 'adaptive' };
  const context: RequestContext = { profile, principal, endpoint };
  const s3 = lazily(async () => {
    const [{ S3Client }, { s3Verbs }] = await Promise.all([import('@aws-sdk/client-s3'), import('./s3')]);
    const forcePathStyle = endpoint !== undefined || Boolean(process.env['AWS_ENDPOINT_URL_S3']);
    return s3Verbs(explaining(new S3Client({ ...shared, forcePathStyle }), context));
  });
  return {
    target,
    athena: lazily(async () => {
      const [{ AthenaClient }, { athenaVerbs }] = await Promise.all([import('@aws-sdk/client-athena'), import('./athena')]);
      return athenaVerbs(explaining(new AthenaClient(shared), context));
    }),
    cloudControl: lazily(async () => {
      const [{ CloudControlClient }, { cloudControlVerbs }] = await Promise.all([import('@aws-sdk/client-cloudcontrol'), import('./cloud-control')]);
      return cloudControlVerbs(explaining(new CloudControlClient(shared), context));
    }),
    cloudformation: lazily(async () => {
      const [{ CloudFormationClient }, { cloudFormationVerbs }] = await Promise.all([
        import('@aws-sdk/client-cloudformation'),
        import('./cloudformation'),
      ]);
      return cloudFormationVerbs(explaining(new CloudFormationClient(shared), context));
    }),
    ec2: lazily(async () => {
      const [{ EC2Client }, { ec2Verbs }] = await Promise.all([import('@aws-sdk/client-ec2'), import('./ec2')]);
      return ec2Verbs(explaining(new EC2Client(shared), context));
    }),
    emr: lazily(async () => {
      const [{ EMRClient }, { emrVerbs }] = await Promise.all([import('@aws-sdk/client-emr'), import('./emr')]);
      return emrVerbs(explaining(new EMRClient(shared), context), s3);
    }),
    emrServerless: lazily(async () => {
      const [{ EMRServerlessClient }, { emrServerlessVerbs }] = await Promise.all([
        import('@aws-sdk/client-emr-serverless'),
        import('./emr-serverless'),
      ]);
      return emrServerlessVerbs(explaining(new EMRServerlessClient(shared), context), s3);
    }),
    eks: lazily(async () => {
      const [{ EKSClient }, { eksVerbs }] = await Promise.all([import('@aws-sdk/client-eks'), import('./eks')]);
      return eksVerbs(explaining(new EKSClient(shared), context), { region, credentials: sts.config.credentials, sha256: sts.config.sha256 });
    }),
    firehose: lazily(async () => {
      const [{ FirehoseClient }, { firehoseVerbs }] = await Promise.all([import('@aws-sdk/client-firehose'), import('./firehose')]);
      return firehoseVerbs(explaining(new FirehoseClient(shared), context));
    }),
    glue: lazily(async () => {
      const [{ GlueClient }, { glueVerbs }] = await Promise.all([import('@aws-sdk/client-glue'), import('./glue')]);
      return glueVerbs(explaining(new GlueClient(shared), context));
    }),
    kinesis: lazily(async () => {
      const [{ KinesisClient }, { kinesisVerbs }] = await Promise.all([import('@aws-sdk/client-kinesis'), import('./kinesis')]);
      return kinesisVerbs(explaining(new KinesisClient(shared), context));
    }),
    lambda: lazily(async () => {
      const [{ LambdaClient }, { lambdaVerbs }] = await Promise.all([import('@aws-sdk/client-lambda'), import('./lambda')]);
      return lambdaVerbs(explaining(new LambdaClient(shared), context));
    }),
    logs: lazily(async () => {
      const [{ CloudWatchLogsClient }, { logsVerbs }] = await Promise.all([import('@aws-sdk/client-cloudwatch-logs'), import('./logs')]);
      return logsVerbs(explaining(new CloudWatchLogsClient(shared), context));
    }),
    macie: lazily(async () => {
      const [{ Macie2Client }, { macieVerbs }] = await Promise.all([import('@aws-sdk/client-macie2'), import('./macie')]);
      return macieVerbs(explaining(new Macie2Client(shared), context));
    }),
    mwaa: lazily(async () => {
      const [{ signedRequests }, { mwaaVerbs }] = await Promise.all([import('./signed-requests'), import('./mwaa')]);
      const send = signedRequests({ credentials: sts.config.credentials, region, sha256: sts.config.sha256, service: 'airflow', context });
      return mwaaVerbs(send, { pollMs: 5_000, now: Date.now });
    }),
    quicksight: lazily(async () => {
      const [{ QuickSightClient }, { quickSightVerbs }] = await Promise.all([import('@aws-sdk/client-quicksight'), import('./quicksight')]);
      return quickSightVerbs(explaining(new QuickSightClient(shared), context), account);
    }),
    rds: lazily(async () => {
      const [{ RDSClient }, { rdsVerbs }] = await Promise.all([import('@aws-sdk/client-rds'), import('./rds')]);
      return rdsVerbs(explaining(new RDSClient(shared), context), { region, credentials: sts.config.credentials, now: Date.now });
    }),
    redshiftData: lazily(async () => {
      const [{ RedshiftDataClient }, { RedshiftServerlessClient }, { redshiftDataVerbs }] = await Promise.all([
        import('@aws-sdk/client-redshift-data'),
        import('@aws-sdk/client-redshift-serverless'),
        import('./redshift-data'),
      ]);
      return redshiftDataVerbs(explaining(new RedshiftDataClient(shared), context), explaining(new RedshiftServerlessClient(shared), context));
    }),
    s3,
    secrets: lazily(async () => {
      const [{ SecretsManagerClient }, { secretsVerbs }] = await Promise.all([import('@aws-sdk/client-secrets-manager'), import('./secrets')]);
      return secretsVerbs(explaining(new SecretsManagerClient(shared), context));
    }),
    ssm: lazily(async () => {
      const [{ SSMClient }, { ssmVerbs }] = await Promise.all([import('@aws-sdk/client-ssm'), import('./ssm')]);
      return ssmVerbs(explaining(new SSMClient(shared), context));
    }),
    stepfunctions: lazily(async () => {
      const [{ SFNClient }, { stepFunctionsVerbs }] = await Promise.all([import('@aws-sdk/client-sfn'), import('./stepfunctions')]);
      return stepFunctionsVerbs(explaining(new SFNClient(shared), context));
    }),
  };
}

/** Credentials of a role, assumed with those of the profile and renewed before they end. */
async function assumed(RoleArn: string, profile: string | undefined, region: string | undefined) {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  return fromTemporaryCredentials({ params: { RoleArn, RoleSessionName: 'stagecraft' }, clientConfig: { profile, region } });
}

/** Makes each request of a client fail with a refusal that says what to do, where the reason is one that all services share. */
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
  return client;
}

/** The verbs of a service, made when the first of them is used. Each verb is asynchronous, so nobody notices. */
function lazily<Verbs extends object>(load: () => Promise<Verbs>): Verbs {
  let loading: Promise<Verbs> | undefined;
  const verb =
    (name: string) =>
    async (...args: unknown[]) => {
      loading ??= load();
      const verbs = (await loading) as Readonly<Record<string, (...args: unknown[]) => unknown>>;
      return verbs[name]?.(...args);
    };
  // A promise is told by its `then`: verbs that seem to have one could not be returned from an asynchronous function.
  return new Proxy({} as Verbs, { get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : verb(name)) });
}
