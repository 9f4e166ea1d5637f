import { DeleteTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { removeTable } from '../../../workloads/athena/removal';

const [glue, s3] = [mockClient(GlueClient), mockClient(S3Client)];
const clients = { glue: new GlueClient({ region: 'eu-central-1' }), s3: new S3Client({ region: 'eu-central-1' }) };
const remove = () => removeTable(clients, { database: 'lake', table: 'sales', bucket: 'data' }, { retryMs: 0 });
let keys: string[];

beforeEach(() => {
  glue.reset();
  s3.reset();
  keys = ['sales/1', 'sales/2'];
  glue.on(DeleteTableCommand).resolves({});
  s3.on(ListObjectsV2Command).callsFake(async () => ({ Contents: keys.map((Key) => ({ Key })) }));
});

/** S3 deletes everything, save for keys that it answers with these codes, one a request. */
function deletesExcept(key: string, codes: string[]): void {
  s3.on(DeleteObjectsCommand).callsFake(async () => {
    const Code = codes.shift();
    keys = Code === undefined ? [] : [key];
    return Code === undefined ? {} : { Errors: [{ Key: key, Code }] };
  });
}

test('removes the table and its files', async () => {
  deletesExcept('', []);
  await remove();
  expect(keys).toEqual([]);
  expect(glue.commandCalls(DeleteTableCommand)).toHaveLength(1);
});

test.each(['InternalError', 'SlowDown', 'ServiceUnavailable', 'RequestTimeout'])(
  'repeats the request for a key that S3 answers with %s',
  async (code) => {
    deletesExcept('sales/2', [code, code]);
    await remove();
    expect(keys).toEqual([]);
  },
);

test('refuses when S3 keeps a key, and names it', async () => {
  deletesExcept('sales/2', ['AccessDenied']);
  await expect(remove()).rejects.toThrow('S3 did not delete sales/2 of data: AccessDenied');
});

test('refuses after six attempts at the same key', async () => {
  deletesExcept('sales/2', Array(9).fill('SlowDown'));
  await expect(remove()).rejects.toThrow('S3 did not delete sales/2 of data: SlowDown');
  expect(s3.commandCalls(DeleteObjectsCommand)).toHaveLength(6);
});
