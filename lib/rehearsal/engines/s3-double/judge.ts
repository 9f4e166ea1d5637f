import type { AccessDecision, AccessRequest, Authorizer } from '../../../contract/access';
import { Refusal } from './refusal';
import type { Bucket, Tags } from './storage';

/** Who calls, and what that caller may do. */
export interface Caller {
  /** Name in error messages, such as the ARN of a role. */
  readonly name: string;
  readonly authorize: Authorizer;
}

export type Denied = Extract<AccessDecision, { readonly isAllowed: false }>;

/** Asks the caller's policies about the requests of one call. */
export class Judge {
  /** The requests that were denied, in order. */
  public readonly denied: { readonly request: AccessRequest; readonly decision: Denied }[] = [];

  constructor(
    private readonly caller: Caller,
    private readonly region: string,
  ) {}

  /** @throws Refusal AccessDenied */
  public require(action: string, bucket: Bucket, key?: string, context: AccessRequest['context'] = {}): void {
    this.ask({ action, resource: arnOf(bucket, key), context });
  }

  /** Requires the use of the bucket's key, which S3 asks KMS for in the caller's name. */
  public requireKey(action: 'kms:Decrypt' | 'kms:GenerateDataKey', { options }: Bucket): void {
    if (options.keyArn === undefined) return;
    this.ask({ action, resource: options.keyArn, context: { 'kms:ViaService': `s3.${this.region}.amazonaws.com` } });
  }

  /** Whether the caller learns that a key is absent: only who may list the bucket does, by a request without a prefix. */
  public mayMiss(bucket: Bucket): boolean {
    const request = overTls({ action: 's3:ListBucket', resource: arnOf(bucket) });
    const decision = this.caller.authorize(request);
    if (!decision.isAllowed) this.denied.push({ request, decision });
    return decision.isAllowed;
  }

  public accessDenied({ action, resource }: AccessRequest, { reason }: Denied): Refusal {
    return new Refusal(
      403,
      'AccessDenied',
      `User: ${this.caller.name} is not authorized to perform: ${action} on resource: "${resource}" because ${reason}`,
    );
  }

  private ask(asked: AccessRequest): void {
    const request = overTls(asked);
    const decision = this.caller.authorize(request);
    if (decision.isAllowed) return;
    this.denied.push({ request, decision });
    throw this.accessDenied(request, decision);
  }
}

/** The condition keys that tags of an object and of a request give. */
export function tagContext(name: 's3:ExistingObjectTag' | 's3:RequestObjectTag', tags: Tags): Record<string, string> {
  return Object.fromEntries([...tags].map(([key, value]) => [`${name}/${key}`, value]));
}

/** The loopback address stands for an endpoint that is reached by TLS. */
function overTls(request: AccessRequest): AccessRequest {
  return { ...request, context: { 'aws:SecureTransport': 'true', ...request.context } };
}

function arnOf({ name }: Bucket, key?: string): string {
  return `arn:aws:s3:::${name}${key === undefined ? '' : `/${key}`}`;
}
