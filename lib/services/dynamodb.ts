import { dynamoDbCalls } from './dynamodb-calls';
import { cloudControl } from './lookups';
import { protectedByFlag } from './protections';
import { DATABASE, type Service } from './service';

export const dynamoDb: Service = {
  namespace: 'DynamoDB',
  name: 'DynamoDB',
  colour: DATABASE,
  types: {
    'AWS::DynamoDB::GlobalTable': { lookup: cloudControl('TableName'), nameProperty: 'TableName', arn: 'dynamodb:{region}:{account}:table/{id}' },
    'AWS::DynamoDB::Table': {
      lookup: cloudControl('TableName'),
      nameProperty: 'TableName',
      arn: 'dynamodb:{region}:{account}:table/{id}',
      protection: protectedByFlag('table', 'DeletionProtectionEnabled'),
    },
  },
  calls: [dynamoDbCalls],
};
