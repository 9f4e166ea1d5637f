import type { GetRoleRequest } from '@aws-sdk/client-iam';
import type { DescribeKeyRequest } from '@aws-sdk/client-kms';
import type { GetFunctionRequest } from '@aws-sdk/client-lambda';
import type { DescribeSecretRequest } from '@aws-sdk/client-secrets-manager';
import { serviceError } from './errors';
import type { FakeAccount } from './fake-account';
import type { Operations } from './operations';

const DAY_MS = 86_400_000;

/** Services that are only asked whether something is there. */
export function readOperations(account: FakeAccount): Operations {
  return {
    'IAM.GetRole': ({ RoleName }: GetRoleRequest) => {
      if (!account.resource('AWS::IAM::Role', RoleName) && !account.linkedRoles.has(RoleName ?? ''))
        throw serviceError('NoSuchEntityException', `The role with name ${RoleName} cannot be found.`);
      return { Role: { RoleName } };
    },
    // A key waits for its deletion for 7 to 30 days, and is described until then.
    'KMS.DescribeKey': ({ KeyId }: DescribeKeyRequest) => {
      const pending = account.gone.find(
        ({ resource, at }) => resource.type === 'AWS::KMS::Key' && resource.id === KeyId && account.now - at < 7 * DAY_MS,
      );
      const KeyState = account.resource('AWS::KMS::Key', KeyId) ? 'Enabled' : pending ? 'PendingDeletion' : undefined;
      if (!KeyState) throw serviceError('NotFoundException', `Key '${KeyId}' does not exist`);
      return { KeyMetadata: { KeyId, KeyState } };
    },
    'Lambda.GetFunction': ({ FunctionName }: GetFunctionRequest) => {
      if (!account.resource('AWS::Lambda::Function', FunctionName))
        throw serviceError('ResourceNotFoundException', `Function not found: ${FunctionName}`, { status: 404 });
      return { Configuration: { FunctionName } };
    },
    'SecretsManager.DescribeSecret': ({ SecretId }: DescribeSecretRequest) => {
      if (!account.resource('AWS::SecretsManager::Secret', SecretId))
        throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return { ARN: SecretId };
    },
  };
}
