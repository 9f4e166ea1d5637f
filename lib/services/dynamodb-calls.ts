import type { AccessRequest } from '../contract/access';
import { arnOf, known, listAt, member, required } from './requests';
import type { CallContext, CallInput, CallMapping, ServiceCalls } from './service';

/** Operations on one item or on the items of one key, each with where that key is. */
const byKey = (action: string, key: (input: CallInput, name: string) => unknown): CallMapping => {
  return (input, context) => [onTable(action, input, context, [key])];
};

const inItem = (input: CallInput, name: string) => (input['Item'] as CallInput | undefined)?.[name];
const inKey = (input: CallInput, name: string) => (input['Key'] as CallInput | undefined)?.[name];

/** The actions of a transaction are those of its items. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const TRANSACTED = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem', Get: 'GetItem' } as const;

export const dynamoDbCalls: ServiceCalls = {
  sdk: 'dynamodb',
  prefix: 'dynamodb',
  names: { TableName: member('TableName') },
  operations: {
    GetItem: byKey('GetItem', inKey),
    DeleteItem: byKey('DeleteItem', inKey),
    UpdateItem: byKey('UpdateItem', inKey),
    PutItem: byKey('PutItem', inItem),
    Query: byKey('Query', keyInConditions),
    Scan: (input, context) => [onTable('Scan', input, context, [])],
    TransactGetItems: transacted,
    TransactWriteItems: transacted,
    BatchGetItem: (input, context) =>
      Object.entries((input['RequestItems'] ?? {}) as Readonly<Record<string, CallInput>>).map(([table, request]) =>
        onTable(
          'BatchGetItem',
          { ...request, TableName: table },
          context,
          listAt(request, 'Keys').map((key) => (_, name) => key[name]),
        ),
      ),
    BatchWriteItem: (input, context) =>
      Object.entries((input['RequestItems'] ?? {}) as Readonly<Record<string, readonly CallInput[]>>).map(([table, requests]) =>
        onTable(
          'BatchWriteItem',
          { TableName: table },
          context,
          requests.map((request) => (_, name) => writtenBy(request)?.[name]),
        ),
      ),
  },
};

function transacted(input: CallInput, context: CallContext): AccessRequest[] {
  return listAt(input, 'TransactItems').flatMap((item) =>
    Object.entries(TRANSACTED).flatMap(([kind, action]) => {
      const part = item[kind] as CallInput | undefined;
      return part ? [onTable(action, part, context, [kind === 'Put' ? inItem : inKey])] : [];
    }),
  );
}

function writtenBy(request: CallInput): CallInput | undefined {
  const put = request['PutRequest'] as CallInput | undefined;
  const deletion = request['DeleteRequest'] as CallInput | undefined;
  return (put?.['Item'] ?? deletion?.['Key']) as CallInput | undefined;
}

/** @throws Error when a key is asked for and no template tells the partition key of the table */
function onTable(
  action: string,
  input: CallInput,
  context: CallContext,
  keys: readonly ((input: CallInput, name: string) => unknown)[],
): AccessRequest {
  const given = required(input, 'TableName');
  const table = arnOf(context, 'dynamodb', `table/${given}`, given);
  const index = member('IndexName')(input);
  const name = keys.length === 0 ? '' : partitionKey(table.slice(table.lastIndexOf('/') + 1), index, context);
  const values = keys.map((key) => textOf(key(input, name)));
  if (values.includes(undefined)) throw new Error(`the call names no value for the partition key ${name}`);
  const settings = { 'dynamodb:Select': input['Select'], 'dynamodb:ReturnValues': input['ReturnValues'] };
  return {
    action: `dynamodb:${action}`,
    resource: index === undefined ? table : `${table}/index/${index}`,
    context: {
      ...(values.length > 0 && { 'dynamodb:LeadingKeys': [...new Set(values as string[])] }),
      ...Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    },
  };
}

function partitionKey(table: string, index: string | undefined, context: CallContext): string {
  const { properties } = known(context, 'AWS::DynamoDB::Table', table) ?? known(context, 'AWS::DynamoDB::GlobalTable', table) ?? {};
  const indexes = properties && ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((kind) => listAt(properties, kind));
  const owner = index === undefined ? properties : indexes?.find(({ IndexName }) => IndexName === index);
  const found = owner && listAt(owner, 'KeySchema').find(({ KeyType }) => KeyType === 'HASH')?.['AttributeName'];
  if (typeof found === 'string') return found;
  throw new Error(`the partition key of ${index === undefined ? table : `${index} of ${table}`} is not known`);
}

/** Value that a Query has for the partition key: in its key condition, or in the form that preceded it. */
function keyInConditions(input: CallInput, name: string): unknown {
  const old = (input['KeyConditions'] as Readonly<Record<string, CallInput>> | undefined)?.[name];
  if (old) return listAt(old, 'AttributeValueList')[0];
  const names = (input['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>;
  const values = (input['ExpressionAttributeValues'] ?? {}) as CallInput;
  const equations = [...String(input['KeyConditionExpression'] ?? '').matchAll(/(#?[\w.-]+)\s*=\s*(:\w+)/g)];
  const [, , value = ''] = equations.find(([, left = '']) => (names[left] ?? left) === name) ?? [];
  return values[value];
}

/** A key's value as text: as DynamoDB has it, `{ S: 'x' }`, or as the document client takes it. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  const { S, N, B } = (value ?? {}) as CallInput;
  if (B instanceof Uint8Array) return Buffer.from(B).toString('base64');
  const found = S ?? N ?? B;
  return typeof found === 'string' ? found : undefined;
}
