import type { AccessRequest } from '../contract/access';
import { accountOf, isRole } from './arns';
import type { Keys } from './pattern';

/** Who sends a request, as far as condition keys tell. */
interface Sender {
  readonly arn?: string;
  readonly service?: string;
}

/** Keys that only a call of a service has, which it makes as itself for a resource. */
const OF_SERVICES = [
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
];

/** Keys of services that are taken from the input of a call: a request to which none is given has none. A name that ends with `/` has a tag behind it. */
const OF_INPUT = [
  ...['s3:prefix', 's3:delimiter', 's3:max-keys', 's3:versionid', 's3:requestobjecttag/', 's3:requestobjecttagkeys', 's3:object-lock-mode'],
  ...['s3:x-amz-acl', 's3:x-amz-storage-class', 's3:x-amz-copy-source', 's3:x-amz-metadata-directive'],
  ...['s3:x-amz-server-side-encryption', 's3:x-amz-server-side-encryption-aws-kms-key-id'],
  ...['sts:externalid', 'iam:passedtoservice', 'cloudwatch:namespace', 'secretsmanager:versionid', 'secretsmanager:versionstage'],
];

/** Keys of tags that a request gives, for the services whose tags are taken from the input of a call. */
const OF_TAGS = ['aws:tagkeys', 'aws:requesttag/'];
const WITH_TAGS = ['elasticmapreduce', 'sts'];

/**
 * The condition keys of a request: those that it was given, those that follow from who sends it, and those that it is known not to have. Of any other it
 * is not known whether AWS sends it: the time, for instance, the address of the sender, and the tags of the role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function keysOf(sender: Sender, request: AccessRequest, resourceAccount: string | undefined): Keys {
  const known = new Map(followingFrom(sender, resourceAccount ?? accountOf(request.resource)));
  for (const [key, value] of Object.entries(request.context ?? {})) known.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  const isDirect = known.get('aws:viaawsservice')?.[0] === 'false';
  return { get: (key) => known.get(key) ?? (isAbsent(key, sender, request.action.toLowerCase(), isDirect) ? [] : undefined) };
}

function followingFrom({ arn, service }: Sender, account: string | undefined): readonly (readonly [string, readonly string[]])[] {
  return [
    ['aws:principalisawsservice', [String(service !== undefined)]],
    ...(arn === undefined
      ? []
      : ([
          ['aws:principalarn', [arn]],
          ['aws:principalaccount', [accountOf(arn) ?? '']],
          ['aws:principaltype', [isRole(arn) ? 'AssumedRole' : 'User']],
          ['aws:username', isRole(arn) ? [] : [arn.split('/').at(-1)!]],
        ] as const)),
    ...(service === undefined ? [] : ([['aws:principalservicename', [service]]] as const)),
    ...(account === undefined ? [] : ([['aws:resourceaccount', [account]]] as const)),
  ];
}

/** Whether a request to which a key was not given is known not to have it. */
function isAbsent(key: string, { service }: Sender, action: string, isDirect: boolean): boolean {
  const isOneOf = (names: readonly string[]) => names.some((name) => key === name || (name.endsWith('/') && key.startsWith(name)));
  if (service === undefined && isOneOf(OF_SERVICES)) return true;
  // A call that a role makes itself, or a service with a service role, is not made for another caller.
  if (isDirect && key.startsWith('aws:calledvia')) return true;
  // Only the link of a web page has it.
  if (key === 'aws:referer') return true;
  // A scan names no partition key.
  if (key === 'dynamodb:leadingkeys') return action === 'dynamodb:scan';
  return isOneOf(OF_INPUT) || (isOneOf(OF_TAGS) && WITH_TAGS.includes(action.split(':')[0]!));
}
