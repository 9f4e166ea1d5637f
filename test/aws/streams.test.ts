import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { firehoseVerbs } from '../../lib/aws/firehose';
import { kinesisVerbs } from '../../lib/aws/kinesis';
import { secretsVerbs } from '../../lib/aws/secrets';

const firehose = mockClient(FirehoseClient);
const kinesis = mockClient(KinesisClient);
const secrets = mockClient(SecretsManagerClient);

describe('Firehose', () => {
  test('returns for each record of a batch whether it was accepted', async () => {
    firehose
      .on(PutRecordBatchCommand)
      .resolves({ FailedPutCount: 1, RequestResponses: [{ RecordId: '1' }, { ErrorCode: 'ServiceUnavailableException' }] });
    await expect(firehoseVerbs(new FirehoseClient({})).putBatch('s', ['a', 'b'])).resolves.toEqual([undefined, 'ServiceUnavailableException']);
    expect(firehose.commandCalls(PutRecordBatchCommand)[0]?.args[0].input).toEqual({
      DeliveryStreamName: 's',
      Records: [{ Data: Buffer.from('a') }, { Data: Buffer.from('b') }],
    });
  });
});

describe('Kinesis', () => {
  test('returns for each record of a batch whether it was accepted', async () => {
    kinesis
      .on(PutRecordsCommand)
      .resolves({ FailedRecordCount: 1, Records: [{ ErrorCode: 'ProvisionedThroughputExceededException' }, { ShardId: '0' }] });
    await expect(
      kinesisVerbs(new KinesisClient({})).putBatch('s', [
        { key: 'k', data: 'a' },
        { key: 'l', data: 'b' },
      ]),
    ).resolves.toEqual(['ProvisionedThroughputExceededException', undefined]);
    expect(kinesis.commandCalls(PutRecordsCommand)[0]?.args[0].input).toEqual({
      StreamName: 's',
      Records: [
        { PartitionKey: 'k', Data: Buffer.from('a') },
        { PartitionKey: 'l', Data: Buffer.from('b') },
      ],
    });
  });
});

describe('Secrets Manager', () => {
  const value = (SecretString: string) => {
    secrets.on(GetSecretValueCommand, { SecretId: 'arn' }).resolves({ SecretString });
    return secretsVerbs(new SecretsManagerClient({})).value('arn', 'password');
  };

  test('returns one key of a secret', async () => {
    await expect(value('{"username":"u","password":"p"}')).resolves.toBe('p');
  });

  test.each(['{"username":"u"}', 'hunter2'])('names a secret without the key, and does not show it', async (text) => {
    const error = await value(text).catch((cause: Error) => cause);
    expect(String(error)).toMatch(/a secret has no key password; got arn/);
    expect(String(error)).not.toContain('hunter2');
  });
});
