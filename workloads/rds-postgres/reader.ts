import { Signer } from '@aws-sdk/rds-signer';
import { connectTo } from '../postgres/client';
import type { Connection } from '../postgres/connection';
import type { Rows, Session } from '../postgres/session';
import { ask, savedQuery } from './ask';
import { connectionTo, hostOf, settingsInEnvironment } from './servers';
import type { Question } from './statements';
import { type Verification, verify } from './verify';

/** Request: a saved query, or the client tests. */
export type ReadRequest =
  | { readonly ask: Question }
  | { readonly verify: { readonly target: string; readonly version?: string; readonly rows?: number } };

export type ReadAnswer = Rows | { readonly verified: readonly Verification[] };

/** User of a server for whom a token is signed. */
export interface DatabaseLogin {
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
}

export interface ReaderOptions {
  /** SQL texts of the saved queries, by file name. */
  readonly texts: Readonly<Record<string, string>>;
  /** Signs a token in place of a password. @default - with the function's own credentials */
  readonly sign?: (login: DatabaseLogin) => Promise<string>;
  /** @default connectTo */
  readonly connect?: (connection: Connection) => Promise<Session>;
  /** Environment variables: `HOSTS`, `DATABASE` and `DATABASE_USER`. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Creates the handler that runs saved queries as a read-only user with IAM authentication, without a password. */
export function readerHandler({
  texts,
  sign = signed,
  connect = connectTo,
  ...options
}: ReaderOptions): (request: ReadRequest) => Promise<ReadAnswer> {
  return async (request) => {
    const settings = settingsInEnvironment(options.environment ?? process.env);
    const { target } = 'ask' in request ? request.ask : request.verify;
    const token = await sign({ hostname: hostOf(target, settings.hosts), port: 5432, username: settings.user });
    const session = await connect(connectionTo(target, settings, token));
    try {
      if ('ask' in request) return await ask(session, request.ask, texts[savedQuery(request.ask.query).file] ?? '');
      const { version, rows } = request.verify;
      return { verified: await verify(session, { movies: texts['movies.sql'] ?? '', version, rows, replica: target !== 'primary' }) };
    } finally {
      await session.close();
    }
  };
}

function signed(login: DatabaseLogin): Promise<string> {
  return new Signer(login).getAuthToken();
}
