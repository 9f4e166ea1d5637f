/** Connection settings of a server. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  /** TLS mode, as libpq's sslmode. */
  readonly sslmode: SslMode;
  /** File with trusted CA certificates. @default - those of Node */
  readonly sslrootcert?: string;
}

/** The modes of libpq except `allow` and `prefer`, which fall back to plain text. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** An invalid or refused connection. The message includes advice and never the password. */
export class ConnectionRefused extends Error {}

/** Settings from a connection string or a section of a service file. */
export type Settings = Readonly<Partial<Record<string, string>>>;

/**
 * Validates connection settings.
 *
 * RDS requires TLS, with `verify-full` by default. Other servers, such as localhost, default to no TLS.
 *
 * @throws ConnectionRefused with the missing or invalid setting
 */
export function connectionOf(settings: Settings, source: string): Connection {
  const { host, port = '5432', dbname: database, user, password, sslrootcert } = settings;
  for (const [name, value] of Object.entries({ host, dbname: database, user })) {
    if (!value) throw new ConnectionRefused(`${source} has no ${name}; give it one`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new ConnectionRefused(`${source} has no valid port; got '${port}'; allowed: 1 to 65535`);
  }
  const onRds = isRds(String(host));
  const sslmode = settings['sslmode'] ?? (onRds ? 'verify-full' : 'disable');
  if (onRds && ['disable', 'allow', 'prefer'].includes(sslmode)) {
    throw new ConnectionRefused(
      `${source} would reach RDS without TLS; got sslmode=${sslmode}; allowed: require, verify-ca, verify-full; use verify-full with sslrootcert=<global-bundle.pem>`,
    );
  }
  const mode = SSL_MODES.find((known) => known === sslmode);
  if (!mode) throw new ConnectionRefused(`${source} has an sslmode that is not supported; got '${sslmode}'; allowed: ${SSL_MODES.join(', ')}`);
  return {
    host: String(host),
    port: Number(port),
    database: String(database),
    user: String(user),
    sslmode: mode,
    ...(password !== undefined && { password }),
    ...(sslrootcert !== undefined && { sslrootcert }),
  };
}

/** Settings in `postgresql://user:password@host:port/database?sslmode=…`. @throws ConnectionRefused for an invalid connection string */
export function settingsInUrl(text: string): Settings {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConnectionRefused("invalid connection string; write it as 'postgresql://user@host:5432/database'");
  }
  if (!/^postgres(ql)?:$/.test(url.protocol)) {
    throw new ConnectionRefused(
      `the connection string is not one of PostgreSQL; got '${url.protocol}//…'; allowed: postgresql://user@host:5432/database`,
    );
  }
  const decoded = (part: string) => {
    try {
      return part === '' ? undefined : decodeURIComponent(part);
    } catch {
      throw new ConnectionRefused('the connection string has a % that is not followed by two hexadecimal digits; write a % itself as %25');
    }
  };
  return {
    host: decoded(url.hostname.replace(/^\[|\]$/g, '')),
    port: decoded(url.port),
    dbname: decoded(url.pathname.slice(1)),
    user: decoded(url.username),
    password: decoded(url.password),
    ...Object.fromEntries(url.searchParams),
  };
}

/** Whether a host is an RDS endpoint, in any AWS partition. */
export function isRds(host: string): boolean {
  return /\.rds\.amazonaws\.com(\.cn)?\.?$/i.test(host);
}
