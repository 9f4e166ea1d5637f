import type { Connection } from '../postgres/connection';
import { positionOf } from './statements';

/** What a function of the database is told by its surroundings. */
export interface Surroundings {
  /** Hosts, the primary first. */
  readonly hosts: readonly string[];
  readonly database: string;
  readonly user: string;
}

const PORT = 5432;

/** What the environment of a function says. @throws Error naming the variable that is missing: the function was not deployed as it should be */
export function surroundingsIn(env: Readonly<Partial<Record<string, string>>>): Surroundings {
  const value = (name: string): string => {
    const found = env[name];
    if (!found) throw new Error(`the environment has no ${name}`);
    return found;
  };
  return { hosts: value('HOSTS').split(','), database: value('DATABASE'), user: value('DATABASE_USER') };
}

/** How to reach one of the servers: always by TLS, and only if its certificate is for its name. @throws UnknownTarget */
export function connectionTo(target: string, { hosts, database, user }: Surroundings, password: string): Connection {
  return { host: hostOf(target, hosts), port: PORT, database, user, password, sslmode: 'verify-full' };
}

/** Host of a server by its name. @throws UnknownTarget */
export function hostOf(target: string, hosts: readonly string[]): string {
  return hosts[positionOf(target, hosts.length - 1)] ?? '';
}
