import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Opening } from '../../contract/values';
import { ConfigError, JobError } from '../../errors';
import { watchPath } from '../../watchdog';
import type { Deployed } from '../places';
import type { Parts, Tool } from '../scenario';
import { type Config, type Contract, kit } from './settings';

type Database = Deployed<Config, Contract>;

/** Tunnels to the servers, and console pages of a deployed database. */
export const tools = {
  psql: kit.tool({
    summary: 'tunnel to the primary, with a connection string for psql and pgAdmin',
    needs: ['account'],
    open: (database) => tunnel(database, 0),
  }),
  'psql-replica': kit.tool({
    summary: 'tunnel to the first replica, with a connection string for psql and pgAdmin',
    needs: ['account'],
    open: (database) => tunnel(database, 1),
  }),
  instances: kit.consolePage(
    'instances in the RDS console',
    'rds/home',
    ({ contract }) => `database:id=${contract.primaryInstance};is-cluster=false`,
  ),
  alerts: kit.consolePage('SNS topic of the events', 'sns/v3/home', ({ contract }) => `/topic/${contract.alertTopic}`),
  secret: kit.secretPage("secret with the owner's password", ({ contract }) => contract.secret),
} satisfies Parts<Tool>;

/**
 * Opens a tunnel to a server, and writes a token for IAM authentication to a password file that is removed with it.
 *
 * @throws ConfigError when the RDS certificate bundle is missing, JobError when there is no gateway or no such server
 */
async function tunnel({ config, contract, aws, task }: Database, index: number): Promise<Opening> {
  const host = [contract.primaryHost, ...contract.replicaHosts][index];
  if (host === undefined) {
    const fix = 'stagecraft deploy rds-postgres --set replicas=1';
    throw new JobError({ problem: 'the database was deployed without a replica', got: 'replicas=0', fix });
  }
  if (contract.gateway === undefined) {
    const fix = 'stagecraft deploy rds-postgres --set withGateway=true';
    throw new JobError({ problem: 'the database was deployed without a gateway', got: 'withGateway=false', fix });
  }
  const certificates = resolve(config.caBundle);
  await requireCertificates(certificates);

  const passwordFile = resolve(dirname(certificates), `pgpass-${index === 0 ? 'primary' : 'replica'}`);
  const port = Number(contract.port);
  const user = contract.readerName;
  // Before the tunnel, so that a failure leaves nothing open.
  const token = await aws.rds.token({ host, port, user });
  const { closed } = await aws.ssm.forward({ instanceId: contract.gateway, host, port, localPort: config.localPort }, task);
  await mkdir(dirname(passwordFile), { recursive: true });
  // A file from an earlier run may be readable by others, and writing keeps its mode.
  await rm(passwordFile, { force: true });
  const release = watchPath(passwordFile);
  await writeFile(passwordFile, `${[host, String(config.localPort), contract.databaseName, user, token].map(escaped).join(':')}\n`, { mode: 0o600 });
  const parameters = new URLSearchParams({ hostaddr: '127.0.0.1', sslmode: 'verify-full', sslrootcert: certificates, passfile: passwordFile });
  return {
    url: `postgresql://${user}@${host}:${config.localPort}/${contract.databaseName}?${parameters.toString().replaceAll('+', '%20')}`,
    closed: closed.finally(() => rm(passwordFile, { force: true })).finally(release),
  };
}

async function requireCertificates(file: string): Promise<void> {
  try {
    await access(file);
  } catch (cause) {
    throw new ConfigError(
      {
        problem: 'the RDS certificate bundle is not on this machine, and no client may connect without verifying the server',
        got: file,
        fix: `mkdir -p ${dirname(file)} && curl -o ${file} https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem`,
      },
      { cause },
    );
  }
}

/** A field of a password file: colons, which separate fields, and backslashes are escaped. */
function escaped(field: string): string {
  return field.replace(/[\\:]/g, '\\$&');
}

/** Connection string of the PostgreSQL JDBC driver for the primary. It holds no secret. */
export function jdbc({ contract }: Pick<Database, 'contract' | 'aws'>): string {
  return `jdbc:postgresql://${contract.primaryHost}:${contract.port}/${contract.databaseName}?sslmode=verify-full&user=${contract.readerName}`;
}
