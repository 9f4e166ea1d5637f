import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { connectTo } from '../../postgres/client';
import { checked, fileInput, InputRefused } from '../input';
import { type Loaded, load } from '../load';
import { connectionTo, settingsInEnvironment } from '../servers';
import constraints from '../sql/constraints.sql';
import roles from '../sql/roles.sql';
import routines from '../sql/routines.sql';
import schema from '../sql/schema.sql';
import views from '../sql/views.sql';

/** Request: objects of the data bucket to load, and whether to delete existing data first. */
export interface LoadRequest {
  readonly keys: readonly string[];
  readonly replace: boolean;
}

const s3 = new S3Client({});
const secrets = new SecretsManagerClient({});

/** Loads the rental shop from the data bucket into the primary, as owner, in one transaction. */
export async function handler({ keys, replace }: LoadRequest): Promise<Loaded> {
  const { DATA_BUCKET: bucket, SECRET_ARN: secret } = process.env;
  const inputs = await Promise.all(
    keys.map(async (key) => {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((error: Error) => {
        if (error.name === 'NoSuchKey') throw new InputRefused(`s3://${bucket}/${key} does not exist; upload the data first`);
        throw error;
      });
      if (!body) throw new InputRefused(`${key} is empty; upload the data again`);
      return fileInput(key, await body.transformToString());
    }),
  );
  const input = checked(inputs, `s3://${bucket}`);
  const { SecretString: text = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: secret }));
  const { password } = JSON.parse(text) as { password: string };

  const session = await connectTo(connectionTo('primary', settingsInEnvironment(process.env), password));
  try {
    const progress = (line: string) => console.log(JSON.stringify({ level: 'info', msg: line }));
    return await load(session, { definitions: { schema, constraints, routines, views, roles }, input, replace, progress });
  } finally {
    await session.close();
  }
}
