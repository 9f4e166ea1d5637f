import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTo } from '../../postgres/client';
import { type Connection, ConnectionRefused, connectionOf, settingsInUrl } from '../../postgres/connection';
import { connectionIn } from '../profile';
import { verify } from '../verify';

/** Dependencies of the program, replaceable in tests. */
export interface VerifyOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Partial<Record<string, string>>>;
  print(line: string): void;
}

const USAGE = `usage: verify.js <connection string | --service name> [--replica]
  a connection string is postgresql://user@host:5432/database; PGPASSWORD has the password
  a service is a section of the file that PGSERVICEFILE names, as the job configure writes it`;

/** Runs the client tests against a server. @returns exit code: 0 when all pass, 1 when one fails, 2 for invalid usage */
export async function main({ args, env, print }: VerifyOptions): Promise<number> {
  const replica = args.includes('--replica');
  const words = args.filter((word) => word !== '--replica');
  const isService = words[0] === '--service';
  const [server, ...others] = isService ? words.slice(1) : words;
  if (server === undefined || others.length > 0) {
    print(USAGE);
    return 2;
  }
  try {
    const session = await connectTo(await connectionTo(server, isService, env));
    try {
      const results = await verify(session, { movies: await moviesQuery(), replica });
      for (const { description, expected, found, passed } of results)
        print(passed ? `passed  ${description}` : `failed  ${description}: got ${found}, expected ${expected}`);
      return results.every(({ passed }) => passed) ? 0 : 1;
    } finally {
      await session.close();
    }
  } catch (error) {
    print(`error  ${(error as Error).message}`);
    return 1;
  }
}

async function connectionTo(server: string, isService: boolean, env: VerifyOptions['env']): Promise<Connection> {
  const connection = isService
    ? await serviceNamed(server, env['PGSERVICEFILE'] ?? 'pg_service.conf')
    : connectionOf(settingsInUrl(server), 'the connection string');
  return { ...connection, password: connection.password ?? env['PGPASSWORD'] };
}

async function serviceNamed(name: string, file: string): Promise<Connection> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new ConnectionRefused(`the service file ${file} cannot be read; write it with the job configure, and name it as PGSERVICEFILE`, { cause });
  });
  return connectionIn(text, file, name);
}

/** SQL text of a saved query, from the source tree or the compiled output. */
async function moviesQuery(): Promise<string> {
  const path = 'sql/queries/movies.sql';
  return readFile(join(__dirname, '..', path), 'utf8').catch(() => readFile(join(__dirname, '../../../../workloads/rds-postgres', path), 'utf8'));
}

if (require.main === module) {
  void main({ args: process.argv.slice(2), env: process.env, print: (line) => process.stdout.write(`${line}\n`) }).then((code) => {
    process.exitCode = code;
  });
}
