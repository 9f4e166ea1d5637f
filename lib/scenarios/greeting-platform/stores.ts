import { readFileSync } from 'node:fs';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { StandaloneServer } from 'stagecraft-constructs/mesh';
import { MONGODB, RABBITMQ_VERSIONS } from 'stagecraft-constructs/versions';
import { ConfigError } from '../../errors';
import type { NeededSecret } from '../../kubernetes/installation';
import { workload } from '../../paths';
import { APPLICATION, STORES } from './names';

/** Secret with the connection strings of the services. The installation creates it: no manifest contains it. */
export const CONNECTIONS = { name: 'go-srv-config', mongo: 'mongodb.conn', rabbitmq: 'rabbitmq.conn' } as const;

const CREDENTIALS = { mongodb: 'mongodb-credentials', rabbitmq: 'rabbitmq-credentials' } as const;
const USER = 'greeting';

/** MongoDB and RabbitMQ in the cluster, in place of DocumentDB and Amazon MQ. Their data is lost with their pods. */
export class Stores extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { disableResourceNameHashes: true });
    const resources = { cpuMillicores: 100, memoryMebibytes: 256, cpuLimitMillicores: 1_000, memoryLimitMebibytes: 1_024 };
    const credential = (secret: string, key: string) => ({ secret, key });
    new StandaloneServer(this, 'MongoDb', {
      name: 'mongodb',
      namespace: STORES,
      resources,
      image: `docker.io/library/mongo:${MONGODB}`,
      user: 999,
      ports: { 'tcp-mongo': 27_017 },
      args: ['--bind_ip_all', '--wiredTigerCacheSizeGB', '0.25'],
      // mongosh, which creates the user, writes its history there.
      environment: { HOME: '/tmp' },
      secrets: {
        MONGO_INITDB_ROOT_USERNAME: credential(CREDENTIALS.mongodb, 'username'),
        MONGO_INITDB_ROOT_PASSWORD: credential(CREDENTIALS.mongodb, 'password'),
      },
      writable: ['/data/db', '/data/configdb', '/tmp'],
      probes: { protocol: 'tcp', port: 27_017 },
    });
    new StandaloneServer(this, 'RabbitMq', {
      name: 'rabbitmq',
      namespace: STORES,
      resources,
      image: `docker.io/library/rabbitmq:${RABBITMQ_VERSIONS[0]}-management`,
      user: 999,
      ports: { 'tcp-amqp': 5_672, 'http-console': 15_672 },
      secrets: {
        RABBITMQ_DEFAULT_USER: credential(CREDENTIALS.rabbitmq, 'username'),
        RABBITMQ_DEFAULT_PASS: credential(CREDENTIALS.rabbitmq, 'password'),
      },
      writable: ['/var/lib/rabbitmq', '/var/log/rabbitmq', '/tmp'],
      probes: { protocol: 'tcp', port: 5_672 },
      metrics: { port: 15_692, path: '/metrics' },
    });
  }
}

/** Secrets of the stores in the cluster. */
export const storeSecrets: readonly NeededSecret[] = Object.entries(CREDENTIALS).map(([store, name]) => ({
  namespace: STORES,
  name,
  keys: { username: 'name of a user to be made', password: 'password of that user' },
  before: 'stores',
  values: { username: USER, password: `{${store}}` },
}));

const connections: NeededSecret = {
  namespace: APPLICATION,
  name: CONNECTIONS.name,
  keys: { [CONNECTIONS.mongo]: 'connection string of the database', [CONNECTIONS.rabbitmq]: 'connection string of the queue' },
  before: 'platform',
};

/** The Secret of the services: generated for stores in the cluster, or created by the user for other stores. */
export function connectionSecret(storesInCluster: boolean): NeededSecret {
  if (!storesInCluster) return connections;
  return {
    ...connections,
    values: {
      [CONNECTIONS.mongo]: `mongodb://${USER}:{mongodb}@mongodb.${STORES}.svc.cluster.local:27017/?authSource=admin`,
      [CONNECTIONS.rabbitmq]: `amqp://${USER}:{rabbitmq}@rabbitmq.${STORES}.svc.cluster.local:5672/`,
    },
  };
}

/**
 * CA certificates of DocumentDB, in PEM format: of one region, or of all supported regions.
 *
 * @throws ConfigError for an unsupported region
 */
export function authoritiesOf(region?: string): string {
  const all = readFileSync(workload('istio-observability', 'certificates', 'rds-rsa2048-g1.pem'), 'utf8');
  if (region === undefined) return all;
  const named = all.split(/^(?=# )/m).map((certificate) => ({ certificate, of: /^# (\S+)/.exec(certificate)?.[1] ?? '' }));
  const own = named.filter(({ of }) => of === region);
  if (own.length > 0) return own.map(({ certificate }) => certificate).join('');
  throw new ConfigError({
    problem: 'unknown DocumentDB certificate authority for this region',
    got: `'${region}'`,
    allowed: [...new Set(named.map(({ of }) => of))].join(', '),
    fix: 'choose another --region',
  });
}
