import type { AccessRequest } from '../contract/access';
import { arnOf, known } from './requests';
import type { CallContext } from './service';

/** Use of a customer managed key that a service makes with the caller's permissions. */
export interface KeyUse {
  /** Id, ARN or alias of the key. */
  readonly key: string;
  readonly actions: readonly ('Decrypt' | 'GenerateDataKey')[];
  /** The service, such as `s3`. */
  readonly via: string;
  readonly encryptionContext: Readonly<Record<string, string>>;
}

/** Requests for a key; none for a key that AWS manages, which every user of the account may use through its service. */
export function keyRequests({ key, actions, via, encryptionContext }: KeyUse, context: CallContext): AccessRequest[] {
  const { region, account } = context.location;
  const resource = keyArn(key, context);
  if (resource === undefined) return [];
  const keys = Object.fromEntries(Object.entries(encryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]));
  return actions.map((action) => ({
    action: `kms:${action}`,
    resource,
    context: {
      ...keys,
      'kms:EncryptionContextKeys': Object.keys(encryptionContext),
      'kms:ViaService': `${via}.${region}.amazonaws.com`,
      'kms:CallerAccount': account,
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
      ...(/(^|:)alias\//.test(key) && { 'kms:RequestAlias': key.slice(key.indexOf('alias/')) }),
    },
  }));
}

/** ARN of a key by its id, ARN or alias. @throws Error for an alias that no resource is */
export function keyArn(key: string, context: CallContext): string | undefined {
  const alias = key.match(/(?:^|:)(alias\/.+)$/)?.[1];
  if (alias?.startsWith('alias/aws/')) return undefined;
  if (alias === undefined) return arnOf(context, 'kms', `key/${key}`, key);
  const target = known(context, 'AWS::KMS::Alias', ({ physicalId, properties }) => [physicalId, properties?.['AliasName']].includes(alias))
    ?.properties?.['TargetKeyId'];
  if (typeof target !== 'string') throw new Error(`the key of ${alias} is not known`);
  return keyArn(target, context);
}
