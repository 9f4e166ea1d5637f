import {
  type DBInstance,
  DeleteDBSnapshotCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventsCommand,
  ModifyDBClusterCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { Signer } from '@aws-sdk/rds-signer';
import type { LogLine } from '../contract/values';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** An RDS instance. */
export interface DatabaseInstance {
  readonly id: string;
  /** `available`, `creating`, `stopped`, and so on. */
  readonly state: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
  /** Availability zone; empty until it has one. */
  readonly zone: string;
  /** Host; empty until it has one. */
  readonly host: string;
  readonly storageGiB: number;
  readonly multiAz: boolean;
  readonly isPublic: boolean;
  /** Source instance of a read replica; undefined for a primary. */
  readonly replicaOf?: string;
}

/** User and host of an authentication token. */
export interface SignIn {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** RDS verbs. */
export interface RdsVerbs {
  /** Instances of these names that exist. */
  instances(ids: readonly string[]): Promise<readonly DatabaseInstance[]>;
  /** Events of instances of these names, oldest first; RDS keeps two weeks. */
  events(ids: readonly string[], since: Date): Promise<readonly LogLine[]>;
  /** Whether an instance exists, of RDS or of DocumentDB. */
  hasInstance(id: string): Promise<boolean>;
  /** Whether a cluster exists, of RDS or of DocumentDB. */
  hasCluster(id: string): Promise<boolean>;
  /** Whether deletion protection of a cluster is on; false when there is no such cluster. */
  isClusterProtected(id: string): Promise<boolean>;
  /** Turns deletion protection of a cluster off. */
  unprotectCluster(id: string): Promise<void>;
  /** Ids of the snapshots of an instance that outlive it. */
  snapshots(instance: string): Promise<readonly string[]>;
  /** Deletes a snapshot. A missing one counts as deleted. */
  deleteSnapshot(id: string): Promise<void>;
  /** An IAM authentication token, valid for 15 minutes and signed locally. It is a secret. */
  token(signIn: SignIn): Promise<string>;
}

export interface RdsOptions {
  readonly region: string;
  readonly credentials: ConstructorParameters<typeof Signer>[0]['credentials'];
  /** Milliseconds since 1970. */
  now(): number;
}

/** Minutes for which RDS keeps events. */
const MEMORY_MINUTES = 20_160;
/** How RDS and emulators say that there is no such instance. */
const NO_INSTANCE = ['DBInstanceNotFoundFault', 'DBInstanceNotFound'];

export function rdsVerbs(client: RDSClient, { region, credentials, now }: RdsOptions): RdsVerbs {
  const cluster = async (id: string) => {
    const found = await client
      .send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }))
      .catch(noneWhen('DBClusterNotFoundFault', 'DBClusterNotFound'));
    return found?.DBClusters?.[0];
  };
  return {
    async instances(ids) {
      const found = await Promise.all(
        ids.map((id) => client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id })).catch(noneWhen(...NO_INSTANCE))),
      );
      return found.flatMap((answer) => answer?.DBInstances ?? []).map(instanceOf);
    },
    async events(ids, since) {
      const minutes = Math.min(MEMORY_MINUTES, Math.max(1, Math.ceil((now() - since.getTime()) / 60_000)));
      const lists = await Promise.all(
        ids.map((id) =>
          everyPage(async (token) => {
            const { Events: items, Marker: next } = await client.send(
              new DescribeEventsCommand({ SourceIdentifier: id, SourceType: 'db-instance', Duration: minutes, Marker: token }),
            );
            return { items, next };
          }),
        ),
      );
      return lists
        .flat()
        .map(({ Date: time = new Date(0), SourceIdentifier: source = '', Message: message = '' }) => ({ time, source, message }))
        .filter(({ time }) => time >= since)
        .sort((one, other) => one.time.getTime() - other.time.getTime());
    },
    async hasInstance(id) {
      const found = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id })).catch(noneWhen(...NO_INSTANCE));
      return (found?.DBInstances ?? []).length > 0;
    },
    hasCluster: async (id) => (await cluster(id)) !== undefined,
    isClusterProtected: async (id) => (await cluster(id))?.DeletionProtection ?? false,
    async unprotectCluster(id) {
      await client.send(new ModifyDBClusterCommand({ DBClusterIdentifier: id, DeletionProtection: false, ApplyImmediately: true }));
    },
    async snapshots(instance) {
      const snapshots = await everyPage(async (token) => {
        const { DBSnapshots: items, Marker: next } = await client.send(
          new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: instance, SnapshotType: 'manual', Marker: token }),
        );
        return { items, next };
      });
      return snapshots.flatMap(({ DBSnapshotIdentifier: id }) => id ?? []);
    },
    async deleteSnapshot(id) {
      await client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id })).catch(noneWhen('DBSnapshotNotFoundFault', 'DBSnapshotNotFound'));
    },
    token: ({ host, port, user }) => new Signer({ hostname: host, port, username: user, region, credentials }).getAuthToken(),
  };
}

function instanceOf(instance: DBInstance): DatabaseInstance {
  const { ReadReplicaSourceDBInstanceIdentifier: replicaOf } = instance;
  return {
    id: instance.DBInstanceIdentifier ?? '',
    state: instance.DBInstanceStatus ?? 'unknown',
    engineVersion: instance.EngineVersion ?? '',
    instanceClass: instance.DBInstanceClass ?? '',
    zone: instance.AvailabilityZone ?? '',
    host: instance.Endpoint?.Address ?? '',
    storageGiB: instance.AllocatedStorage ?? 0,
    multiAz: instance.MultiAZ ?? false,
    isPublic: instance.PubliclyAccessible ?? false,
    ...(replicaOf !== undefined && { replicaOf }),
  };
}

function noneWhen(...names: string[]): (error: unknown) => undefined {
  return (error) => {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  };
}
