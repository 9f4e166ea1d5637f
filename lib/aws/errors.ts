import { ConfigError, JobError, StagecraftError } from '../errors';

/** Context of a failed request. */
export interface RequestContext {
  /** Service and operation, such as `Glue StartCrawler`. */
  readonly operation?: string;
  /** ARN of the caller, if known. */
  readonly principal?: string;
  readonly profile?: string;
  /** Custom endpoint. */
  readonly endpoint?: string;
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

type Explanation = (error: SdkError, context: RequestContext) => StagecraftError | undefined;

/**
 * Converts SDK errors that every service shares (credentials, permissions, network) to errors with a fix.
 *
 * Errors of one service, such as a missing table, are returned unchanged: their verb handles them.
 */
export function explained(error: unknown, context: RequestContext = {}): unknown {
  if (!(error instanceof Error) || StagecraftError.is(error)) return error;
  for (const explain of EXPLANATIONS) {
    const refusal = explain(error, context);
    if (refusal) return refusal;
  }
  return error;
}

/**
 * Like `explained`; any other service error becomes a JobError that quotes it.
 *
 * For the outermost handler, which only prints the error.
 */
export function quotedRefusal(error: unknown): unknown {
  const explanation = explained(error);
  if (explanation !== error || !(error instanceof Error) || !('$fault' in error)) return explanation;
  const { [OPERATION]: operation = 'a request' } = error as { [OPERATION]?: string };
  return new JobError(
    {
      problem: `AWS refused ${operation}`,
      got: `${error.name}: ${oneLine(error.message)}`,
      fix: 'fix the cause that is named, then repeat the command; --debug prints the whole error',
    },
    { cause: error },
  );
}

/** Attaches the failed operation to an error. */
export function withOperation(error: unknown, operation: string | undefined): unknown {
  if (error instanceof Error && operation !== undefined) Object.defineProperty(error, OPERATION, { value: operation, configurable: true });
  return error;
}

const OPERATION = Symbol.for('stagecraft.operation');

/** Whether an error has one of these names. */
export function isNamed(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenProviderError', 'SSOTokenProviderFailure'];
const REFUSED_KEYS = ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AuthFailure'];
const DENIED = [
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnauthorizedException',
  'AuthorizationErrorException',
  'Forbidden',
];
const THROTTLED = [
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottledException',
  'SlowDown',
];
/** Names and codes of a service or a connection that fails for the moment. */
const FAILING = [
  'InternalFailure',
  'InternalError',
  'InternalServerException',
  'InternalServerError',
  'InternalServiceException',
  'InternalServiceError',
  'OperationTimeoutException',
  'PriorRequestNotComplete',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
];
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE'];

const EXPLANATIONS: readonly Explanation[] = [
  function expired(error, { profile }) {
    const ended =
      EXPIRED.includes(error.name) ||
      /session (token )?(associated with .*)?(has|is) (expired|invalid)|run aws sso login|aws login/i.test(error.message);
    if (!ended) return undefined;
    const login = profile === undefined ? 'aws sso login' : `aws sso login --profile ${profile}`;
    return new JobError(
      { problem: 'the credentials have expired', got: oneLine(error.message), fix: `sign in again (${login}, or new keys), then repeat the command` },
      { cause: error },
    );
  },
  function missingProfile(error, { profile }) {
    if (profile === undefined || error.name !== 'CredentialsProviderError') return undefined;
    return new ConfigError(
      {
        problem: `no credentials for profile ${profile}`,
        got: oneLine(error.message),
        fix: `aws configure list-profiles, then choose another --profile`,
      },
      { cause: error },
    );
  },
  function missingCredentials(error) {
    if (error.name !== 'CredentialsProviderError' && !/could not load credentials|credential is missing/i.test(error.message)) return undefined;
    return new ConfigError(
      {
        problem: 'no AWS credentials found',
        got: oneLine(error.message),
        allowed: 'a profile, AWS_* variables, or the role of this machine',
        fix: 'aws configure, or choose a profile with --profile; without an account: stagecraft rehearse',
      },
      { cause: error },
    );
  },
  function missingRegion(error) {
    if (!/region is missing/i.test(error.message)) return undefined;
    return new ConfigError(
      {
        problem: 'no region is set',
        allowed: '--region, AWS_REGION, or the region of a profile',
        fix: 'repeat the command with --region eu-central-1, for instance',
      },
      { cause: error },
    );
  },
  function refusedKeys(error) {
    if (!REFUSED_KEYS.includes(error.name)) return undefined;
    return new ConfigError(
      { problem: 'AWS rejects these credentials', got: oneLine(error.message), fix: 'check the access key, or sign in again' },
      { cause: error },
    );
  },
  function wrongClock(error) {
    if (!['RequestTimeTooSkewed', 'RequestInTheFuture'].includes(error.name)) return undefined;
    return new ConfigError(
      { problem: 'the clock of this machine is wrong', got: oneLine(error.message), fix: 'set the clock, then repeat the command' },
      { cause: error },
    );
  },
  function accessDenied(error, { operation, principal }) {
    const said = /(?:User: )?(\S+) is not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/.exec(error.message);
    if (!said && !DENIED.includes(error.name)) return undefined;
    const [, who = principal ?? 'this principal', action = operation ?? 'this operation', resource] = said ?? [];
    return new JobError(
      {
        problem: `access denied: ${who} may not perform ${action}${resource === undefined ? '' : ` on ${resource.replace(/[.,]$/, '')}`}`,
        got: oneLine(error.message),
        fix: `ask for permission to perform ${action}, or use a profile that has it (--profile)`,
      },
      { cause: error },
    );
  },
  function throttled(error, { operation }) {
    const { $retryable: retryable, $metadata: metadata } = error;
    if (!THROTTLED.includes(error.name) && retryable?.throttling !== true && metadata?.httpStatusCode !== 429) return undefined;
    return new JobError(
      {
        problem: `${operation ?? 'AWS'} is still throttled after several attempts`,
        got: oneLine(error.message),
        fix: 'wait a minute, then repeat the command',
      },
      { cause: error },
    );
  },
  function unreachable(error, { endpoint, operation }) {
    const code = networkCode(error);
    if (code === undefined) return undefined;
    return new JobError(
      {
        problem: `${endpoint ?? 'the AWS endpoint'} cannot be reached`,
        got: [code, operation, oneLine(error.message)].filter(Boolean).join(': '),
        fix:
          endpoint === undefined
            ? 'check the network, the proxy and the region name, then repeat the command'
            : 'start the emulator, or unset AWS_ENDPOINT_URL to use AWS',
      },
      { cause: error },
    );
  },
];

/** Whether the same request may succeed later: it was throttled, the service failed, or the network did. */
export function isTransient(error: unknown): boolean {
  return causesOf(error).some((each: SdkError) => {
    const { name, code = '', $retryable: retryable, $metadata: metadata } = each;
    const { httpStatusCode: status = 0 } = metadata ?? {};
    return (
      [...THROTTLED, ...FAILING].includes(name) ||
      retryable !== undefined ||
      status === 429 ||
      (status >= 500 && status !== 501) ||
      FAILING.includes(code) ||
      networkCode(each) !== undefined
    );
  });
}

/** Whether a service says that what was asked for does not exist. Just after a start that is not final: services are eventually consistent. */
export function isNotFound(error: unknown): boolean {
  return causesOf(error).some(({ name, message, $metadata: metadata }: SdkError) => {
    if (/NotFound|DoesNotExist|^NoSuch/.test(name) || metadata?.httpStatusCode === 404) return true;
    return ['InvalidRequestException', 'ValidationException'].includes(name) && /is not valid|not found|does not exist/i.test(message);
  });
}

/** An error and what it was made of. */
function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

/** Why a request failed, without what to do about it. */
export function reasonOf(error: unknown): string {
  if (StagecraftError.is(error)) return [error.refusal.problem, error.refusal.got].filter(Boolean).join(': ');
  return error instanceof Error ? oneLine([error.name, error.message].filter(Boolean).join(': ')) : String(error);
}

/** Node reports a refused connection to a host with several addresses as an AggregateError; the SDK sometimes keeps only the message. */
function networkCode(error: SdkError): string | undefined {
  const errors: readonly SdkError[] = error instanceof AggregateError ? [error, ...error.errors] : [error];
  const code = UNREACHABLE.find((known) => errors.some(({ code, message }) => code === known || message.includes(` ${known} `)));
  return code ?? (error.name === 'TimeoutError' && error.$metadata === undefined ? 'TimeoutError' : undefined);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
