import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LogLine } from '../../contract/log-line';
import type { Opening } from '../../contract/opening';
import { ConfigError, JobError } from '../../errors';
import { watchPath } from '../../watchdog';
import { consoleUrl } from '../console';
import type { Deployed, LogSource, Tool } from '../scenario';
import { listed, NONE } from './entries';
import type { Config, ContractName } from './settings';

type Database = Deployed<Config, ContractName>;

const PORT = 5432;

/** What has a face of its own. */
export const tools = {
  psql: { summary: 'a port of this machine that leads to the primary, and how psql and pgAdmin use it', open: (database) => tunnel(database, 0) },
  'psql-replica': { summary: 'the same for the first replica', open: (database) => tunnel(database, 1) },
  instances: page('the instances in the console of RDS', ({ aws, contract }) =>
    consoleUrl(aws.target, 'rds/home', `database:id=${contract.primaryInstance};is-cluster=false`),
  ),
  alerts: page('the topic of the events', ({ aws, contract }) => consoleUrl(aws.target, 'sns/v3/home', `/topic/${contract.alertTopic}`)),
  secret: page('the secret with the password of the owner', ({ aws, contract }) =>
    consoleUrl(aws.target, 'secretsmanager/secret', `!/secret?name=${encodeURIComponent(contract.secret)}`),
  ),
} satisfies Readonly<Record<string, Tool<Config, ContractName>>>;

/** Where it writes logs. */
export const logs = {
  postgresql: {
    summary: 'what PostgreSQL says: connections, slow statements, errors',
    async read({ contract, aws, since }) {
      const read = instancesOf(contract).map(async (id) =>
        (await aws.logs.read({ group: `/aws/rds/instance/${id}/postgresql`, since })).map((line) => ({ ...line, source: id })),
      );
      return (await Promise.all(read)).flat().sort(byTime);
    },
  },
  events: {
    summary: 'what happened to the instances: created, restarted, failed over, backed up',
    read: async ({ contract, aws, since }) => aws.rds.events(instancesOf(contract), since),
  },
  functions: {
    summary: 'what the functions that load and read say',
    async read({ contract, aws, since }) {
      const read = [contract.loadFunction, contract.readFunction].map(async (name) =>
        (await aws.logs.read({ group: `/aws/lambda/${name}`, since })).map((line) => ({ ...line, source: name })),
      );
      return (await Promise.all(read)).flat().sort(byTime);
    },
  },
} satisfies Readonly<Record<string, LogSource<Config, ContractName>>>;

/** Connection string for JDBC, without any secret. */
export function jdbc({ contract }: Pick<Database, 'contract'>): string {
  return `jdbc:postgresql://${contract.primaryHost}:${contract.port}/${contract.databaseName}?sslmode=verify-full&user=${contract.readerName}`;
}

/**
 * Opens a tunnel to a server, and writes a password for signing in by IAM to a file that goes with it.
 *
 * @throws ConfigError when the certificates of RDS are not there, JobError when there is no gateway or no such server
 */
async function tunnel({ config, contract, aws, task }: Database, index: number): Promise<Opening> {
  const host = [contract.primaryHost, ...listed(contract.replicaHosts)][index];
  if (host === undefined) {
    const fix = 'stagecraft deploy rds-postgres --set replicas=1';
    throw new JobError({ problem: 'the database was deployed without a replica', got: 'replicas=0', fix });
  }
  if (contract.gateway === NONE) {
    const fix = 'stagecraft deploy rds-postgres --set withGateway=true';
    throw new JobError({ problem: 'the database was deployed without a gateway', got: 'withGateway=false', fix });
  }
  const certificates = resolve(config.caBundle);
  await requireCertificates(certificates);

  const passwordFile = resolve(dirname(certificates), `pgpass-${index === 0 ? 'primary' : 'replica'}`);
  const user = contract.readerName;
  // Before the tunnel: what fails now leaves nothing open.
  const token = await aws.rds.token({ host, port: PORT, user });
  const { closed } = await aws.ssm.forward({ instanceId: contract.gateway, host, port: PORT, localPort: config.localPort }, task);
  await mkdir(dirname(passwordFile), { recursive: true });
  // A file that was left there may be one that others read.
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
        problem: 'the certificates of RDS are not on this machine, and no client may connect without checking them',
        got: file,
        fix: `mkdir -p ${dirname(file)} && curl -o ${file} https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem`,
      },
      { cause },
    );
  }
}

/** A field of a password file: what separates fields is marked. */
function escaped(field: string): string {
  return field.replace(/[\\:]/g, '\\$&');
}

function instancesOf({ primaryInstance, replicaInstances }: Database['contract']): readonly string[] {
  return [primaryInstance, ...listed(replicaInstances)];
}

function page(summary: string, url: (database: Database) => string): Tool<Config, ContractName> {
  return { summary, open: async (database) => ({ url: url(database) }) };
}

function byTime(one: LogLine, other: LogLine): number {
  return one.time.getTime() - other.time.getTime();
}
