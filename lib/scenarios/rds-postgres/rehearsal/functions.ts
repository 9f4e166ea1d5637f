import type { Session } from '../../../../workloads/postgres/session';
import { DEFINITIONS, type Definitions, type Loaded } from '../../../../workloads/rds-postgres/load';
import type { ReadAnswer, ReadRequest } from '../../../../workloads/rds-postgres/reader';
import { queries } from '../../../../workloads/rds-postgres/statements';
import type { TableInput } from '../../../../workloads/rds-postgres/table-input';
import { answered, NO_NETWORK, serviceError } from '../../../rehearsal/answers';
import type { StepContext } from '../../../rehearsal/rehearsal';
import { type Config, DATA_PREFIX } from '../settings';
import { sqlText } from './sql';

type Context = Pick<StepContext<Config>, 'account' | 'calls' | 'task'>;

const LOADER = { type: 'AWS::Lambda::Function', id: 'Loader' };
const READER = { type: 'AWS::Lambda::Function', id: 'Reader' };

/** Calls the loader as it is deployed, on a server of the rehearsal: real clients ask for the uploaded tables and for the password. */
export async function invokeLoader(
  { account, calls, task }: Context,
  session: Session,
  input: readonly TableInput[],
  replace: boolean,
): Promise<Loaded> {
  const [{ S3Client }, { SecretsManagerClient }, { loaderHandler }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/client-secrets-manager'),
    import('../../../../workloads/rds-postgres/loader'),
  ]);
  const environment = account.environmentOf(LOADER);
  const objects = new Map(input.map((table) => [`${DATA_PREFIX}${table.table}.tsv`, table]));
  const s3 = answered(new S3Client(NO_NETWORK), {
    async GetObject({ Bucket, Key }: { readonly Bucket: string; readonly Key: string }) {
      const table = Bucket === environment['DATA_BUCKET'] ? objects.get(Key) : undefined;
      if (!table) throw serviceError('NoSuchKey', 'The specified key does not exist.');
      const lines = [table.columns.join('\t'), ...table.lines].map((line) => `${line}\n`);
      return { Body: { transformToString: async () => lines.join('') } };
    },
  });
  const secrets = answered(new SecretsManagerClient(NO_NETWORK), {
    async GetSecretValue({ SecretId }: { readonly SecretId: string }) {
      if (SecretId !== environment['SECRET_ARN']) throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return { SecretString: JSON.stringify({ password: '' }) };
    },
  });
  const handler = loaderHandler({
    definitions: await readDefinitions(),
    clients: { s3: calls.observe(LOADER, s3), secrets: calls.observe(LOADER, secrets) },
    connect: async () => kept(session),
    environment,
    progress: (line) => task.progress(line),
  });
  return handler({ keys: [...objects.keys()], replace });
}

/** Calls the reader as it is deployed, on a server of the rehearsal. */
export async function invokeReader({ account, calls }: Context, session: Session, request: ReadRequest): Promise<ReadAnswer> {
  const [{ Signer }, { readerHandler }] = await Promise.all([import('@aws-sdk/rds-signer'), import('../../../../workloads/rds-postgres/reader')]);
  const files = [...new Set(Object.values(queries).map(({ file }) => file))];
  const handler = readerHandler({
    texts: Object.fromEntries(await Promise.all(files.map(async (file) => [file, await sqlText(`queries/${file}`)] as const))),
    async sign(login) {
      calls.record(READER, { service: 'rdssigner', operation: 'GetAuthToken', input: { ...login } });
      return new Signer({ ...login, ...NO_NETWORK }).getAuthToken();
    },
    connect: async () => kept(session),
    environment: account.environmentOf(READER),
  });
  return handler(request);
}

/** Text of the files that define the database. */
async function readDefinitions(): Promise<Definitions> {
  const texts = await Promise.all(DEFINITIONS.map(async (name) => [name, await sqlText(`${name}.sql`)] as const));
  return Object.fromEntries(texts) as Record<keyof Definitions, string>;
}

/** A session that the rehearsal goes on using after a function has closed it. */
function kept(session: Session): Session {
  return {
    query: (sql, values) => session.query(sql, values),
    run: (sql) => session.run(sql),
    copy: (target, text) => session.copy(target, text),
    close: async () => {},
  };
}
