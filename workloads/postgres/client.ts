import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ConnectionOptions } from 'node:tls';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Connection, ConnectionRefused } from './connection';
import { copyInto, plainValue, type Session } from './session';

/** Connection timeout in milliseconds. */
const CONNECTION_TIMEOUT_MS = 15_000;

/** Reason and advice for a failed connection. The keys are error codes of Node and SQLSTATE codes of PostgreSQL. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: start the server, or open the tunnel',
  ECONNRESET: 'the connection was reset: try again',
  ENOTFOUND: 'unknown host name: check it',
  EAI_AGAIN: 'DNS lookup failed: check the network',
  ETIMEDOUT: 'the server does not answer: check security groups, or open the tunnel',
  EHOSTUNREACH: 'no route to host: open the tunnel',
  '28P01': 'wrong password, or the IAM authentication token has expired (15 minutes)',
  '28000': 'the server rejects this user or host: check the user, and use TLS',
  '3D000': 'no such database: check its name',
  '53300': 'too many connections: close some, or choose a larger instance',
  '57P03': 'the server is starting or stopping: try again in a minute',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not trusted: give the certificates of the server as sslrootcert',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not trusted: give the certificates that Amazon publishes as sslrootcert',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is not trusted: give the certificates that Amazon publishes as sslrootcert',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host: connect by the name of the instance',
};

/**
 * Connects to a server.
 *
 * @throws ConnectionRefused with the reason from server or network, without the password
 */
export async function connectTo(connection: Connection): Promise<Session> {
  const { host, port, database, user, password } = connection;
  const client = new Client({
    host,
    port,
    database,
    user,
    password,
    ssl: tlsOf(connection),
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    application_name: 'stagecraft',
    types: { getTypeParser: (oid: number) => (text: string) => plainValue(oid, text) } as never,
  });
  // Ignores idle connection errors: the next statement reports a lost server.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new ConnectionRefused(`no connection to ${database} on ${host}:${port} as ${user}; ${reasonOf(cause)}`, { cause });
  }
  return {
    async query(sql, values = []) {
      const { fields, rows } = await client.query({ text: sql, values: [...values], rowMode: 'array' });
      return { columns: fields.map(({ name }) => name), rows };
    },
    async run(sql) {
      await client.query(sql);
    },
    async copy(target, text) {
      const stream = client.query(copyFrom(`${copyInto(target)} STDIN`));
      await pipeline(Readable.from(text), stream);
      return stream.rowCount;
    },
    close: () => client.end(),
  };
}

/** Reason of a failed connection, with advice. */
function reasonOf(cause: unknown): string {
  const errors = cause instanceof AggregateError ? [cause, ...cause.errors] : [cause];
  const codes = errors.map((error) => (error as { code?: string }).code ?? '');
  const code = codes.find((candidate) => candidate in REASONS);
  const message = errors.map((error) => (error instanceof Error ? error.message : String(error))).find((text) => text !== '') ?? code;
  return `${message}; ${REASONS[code ?? ''] ?? 'check host, port, user and database'}`;
}

/** TLS options of libpq's sslmode: `require` encrypts, `verify-ca` also verifies the CA, `verify-full` also the host name. */
function tlsOf({ sslmode, sslrootcert }: Connection): ConnectionOptions | false {
  if (sslmode === 'disable') return false;
  if (sslmode === 'require' && sslrootcert === undefined) return { rejectUnauthorized: false };
  return {
    rejectUnauthorized: true,
    ...(sslrootcert !== undefined && { ca: certificatesIn(sslrootcert) }),
    ...(sslmode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

function certificatesIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConnectionRefused(
      `the certificates cannot be read; got sslrootcert=${file}; download https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem to it`,
      { cause },
    );
  }
}
