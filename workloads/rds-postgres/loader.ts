import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { connectTo } from '../postgres/client';
import type { Connection } from '../postgres/connection';
import type { Session } from '../postgres/session';
import { checked, fileInput, InputRefused } from './input';
import { type Definitions, type Loaded, load } from './load';
import { connectionTo, settingsInEnvironment } from './servers';

/** Request: objects of the data bucket to load, and whether to delete existing data first. */
export interface LoadRequest {
  readonly keys: readonly string[];
  readonly replace: boolean;
}

export interface LoaderOptions {
  /** SQL texts that define the database. */
  readonly definitions: Definitions;
  /** @default - clients with the function's own credentials, made on the first call */
  readonly clients?: { readonly s3: S3Client; readonly secrets: SecretsManagerClient };
  /** @default connectTo */
  readonly connect?: (connection: Connection) => Promise<Session>;
  /** Environment variables: `HOSTS`, `DATABASE`, `DATABASE_USER`, `DATA_BUCKET` and `SECRET_ARN`. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Receives each step of the load. @default - a line of JSON on the console */
  readonly progress?: (line: string) => void;
}

/** Creates the handler that loads the rental shop from the data bucket into the primary, as owner, in one transaction. */
export function loaderHandler(options: LoaderOptions): (request: LoadRequest) => Promise<Loaded> {
  const { definitions, connect = connectTo, progress = (line) => console.log(JSON.stringify({ level: 'info', msg: line })) } = options;
  let clients = options.clients;

  return async ({ keys, replace }) => {
    const environment = options.environment ?? process.env;
    const { DATA_BUCKET: bucket, SECRET_ARN: secret } = environment;
    clients ??= { s3: new S3Client({}), secrets: new SecretsManagerClient({}) };
    const { s3, secrets } = clients;
    const inputs = await Promise.all(
      keys.map(async (key) => {
        const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (!body) throw new InputRefused(`${key} is empty; upload the data again`);
        return fileInput(key, await body.transformToString());
      }),
    );
    const input = checked(inputs, `s3://${bucket}`);
    const { SecretString: text = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: secret }));
    const { password } = JSON.parse(text) as { password: string };

    const session = await connect(connectionTo('primary', settingsInEnvironment(environment), password));
    try {
      return await load(session, { definitions, input, replace, progress });
    } finally {
      await session.close();
    }
  };
}
