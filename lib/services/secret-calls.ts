import type { AccessRequest } from '../contract/access';
import { keyRequests } from './kms-calls';
import { arnOf, known, listAt, member, required } from './requests';
import type { CallContext, CallInput, ServiceCalls } from './service';

export const secretCalls: ServiceCalls = {
  sdk: 'secretsmanager',
  prefix: 'secretsmanager',
  names: { SecretId: member('SecretId', 'Name') },
  operations: {
    GetSecretValue: (input, context) => [...onSecret('GetSecretValue', input, context), ...decryption(input, context)],
    DescribeSecret: (input, context) => onSecret('DescribeSecret', input, context),
    PutSecretValue: (input, context) => [...onSecret('PutSecretValue', input, context), ...decryption(input, context, true)],
  },
};

function onSecret(action: string, input: CallInput, context: CallContext): AccessRequest[] {
  const resource = arnOfSecret(input, context);
  const version = member('VersionId')(input);
  const stage = member('VersionStage')(input) ?? (action === 'GetSecretValue' && version === undefined ? 'AWSCURRENT' : undefined);
  const keys = {
    'secretsmanager:SecretId': resource,
    ...(version !== undefined && { 'secretsmanager:VersionId': version }),
    ...(stage !== undefined && { 'secretsmanager:VersionStage': stage }),
  };
  return [{ action: `secretsmanager:${action}`, resource, context: keys }];
}

/** ARN of a secret, whose end of six characters only Secrets Manager knows where a name is given. */
function arnOfSecret(input: CallInput, context: CallContext): string {
  const id = required(input, 'SecretId');
  const found = known(context, 'AWS::SecretsManager::Secret', ({ physicalId, properties }) => physicalId === id || properties?.['Name'] === id);
  return found?.physicalId ?? arnOf(context, 'secretsmanager', `secret:${id}-AbCdEf`, id);
}

/** The key of the secret, where a template gives it one. */
function decryption(input: CallInput, context: CallContext, writes = false): AccessRequest[] {
  const arn = arnOfSecret(input, context);
  const key = known(context, 'AWS::SecretsManager::Secret', arn)?.properties?.['KmsKeyId'] ?? managedKey(arn, context);
  if (typeof key !== 'string') return [];
  const actions = writes ? (['GenerateDataKey', 'Decrypt'] as const) : (['Decrypt'] as const);
  return keyRequests({ key, actions, via: 'secretsmanager', encryptionContext: { SecretARN: arn } }, context);
}

/** The key of a secret that RDS manages for a database. */
function managedKey(arn: string, { resources }: CallContext): unknown {
  for (const { attributes, properties } of resources) {
    if (attributes?.['MasterUserSecret.SecretArn'] === arn) return listAt({ all: [properties?.['MasterUserSecret']] }, 'all')[0]?.['KmsKeyId'];
  }
  return undefined;
}
