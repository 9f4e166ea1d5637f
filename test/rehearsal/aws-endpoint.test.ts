import { devNull } from 'node:os';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { serviceError } from '../../lib/rehearsal/answers';
import { type ProgramAws, withAws } from '../../lib/rehearsal/aws-endpoint';

const answers = {
  'secretsmanager.GetSecretValue': async ({ SecretId }: { readonly SecretId: string }) => {
    if (SecretId !== 'known') throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return { SecretString: 'text' };
  },
};
const options = { answers, region: 'eu-central-1', record: () => {} };

/** A client that finds what a program finds in its environment. */
const clientOf = ({ environment }: ProgramAws) =>
  new SecretsManagerClient({
    endpoint: environment['AWS_ENDPOINT_URL'],
    region: environment['AWS_REGION'],
    credentials: { accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '' },
    maxAttempts: 1,
  });

test('answers an SDK over HTTP, and refuses in the words of the service', async () => {
  await withAws(options, async (aws) => {
    const client = clientOf(aws);
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'known' }))).resolves.toMatchObject({ SecretString: 'text' });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });
});

test('refuses an operation without an answer, by its name', async () => {
  await withAws(options, async (aws) => {
    await expect(clientOf(aws).send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'nothing answers secretsmanager.ListSecrets in a rehearsal',
    });
  });
});

test("keeps the person's profile, a proxy and the metadata service away from the program", async () => {
  await withAws(options, async ({ environment }) => {
    expect(environment).toMatchObject({
      ...{ AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull, AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' },
    });
  });
});

test.each([
  ['ends', async () => {}],
  ['fails', () => Promise.reject(new Error('the program failed'))],
] as const)('answers nothing after the work %s', async (_, work) => {
  let url = '';
  const done = withAws(options, async ({ environment }) => {
    url = environment['AWS_ENDPOINT_URL'] ?? '';
    await work();
  });
  await done.catch(() => {});
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
