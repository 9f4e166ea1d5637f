import type { Connection } from '../postgres/connection';
import { positionOf } from './statements';

/** Connection settings of a database function. */
export interface DatabaseSettings {
  /** Hosts, the primary first. */
  readonly hosts: readonly string[];
  readonly database: string;
  readonly user: string;
}

const PORT = 5432;

/** Reads the settings from the environment. @throws Error with the name of a missing variable, which the deployment must set */
export function settingsInEnvironment(env: Readonly<Partial<Record<string, string>>>): DatabaseSettings {
  const value = (name: string): string => {
    const found = env[name];
    if (!found) throw new Error(`the environment has no ${name}`);
    return found;
  };
  return { hosts: value('HOSTS').split(','), database: value('DATABASE'), user: value('DATABASE_USER') };
}

/** Connection settings of a server: always TLS with certificate and host name verification. @throws UnknownTarget */
export function connectionTo(target: string, { hosts, database, user }: DatabaseSettings, password: string): Connection {
  return { host: hostOf(target, hosts), port: PORT, database, user, password, sslmode: 'verify-full' };
}

/** Host of a server by target name. @throws UnknownTarget */
export function hostOf(target: string, hosts: readonly string[]): string {
  return hosts[positionOf(target, hosts.length - 1)] ?? '';
}
