import {
  DeleteDBSnapshotCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventsCommand,
  ModifyDBClusterCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { rdsVerbs } from '../../lib/aws/rds';

const client = mockClient(RDSClient);
beforeEach(() => client.reset());

const NOW = Date.UTC(2026, 0, 10);
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const rds = rdsVerbs(new RDSClient({ region: 'us-east-1' }), { region: 'us-east-1', credentials, now: () => NOW });
const named = (name: string) => Object.assign(new Error(name), { name });

test('instances that exist, with what they follow; those that do not are left out', async () => {
  client.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'a' }).resolves({
    DBInstances: [
      {
        DBInstanceIdentifier: 'a',
        DBInstanceStatus: 'available',
        EngineVersion: '17.11',
        DBInstanceClass: 'db.t4g.small',
        AvailabilityZone: 'us-east-1a',
        Endpoint: { Address: 'a.host', Port: 5432 },
        AllocatedStorage: 20,
        MultiAZ: true,
        PubliclyAccessible: false,
        ReadReplicaSourceDBInstanceIdentifier: 'b',
      },
    ],
  });
  client.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'b' }).resolves({ DBInstances: [{}] });
  client.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'c' }).rejects(named('DBInstanceNotFoundFault'));

  const [a, b, ...others] = await rds.instances(['a', 'b', 'c']);
  expect(a).toEqual({
    id: 'a',
    state: 'available',
    engineVersion: '17.11',
    instanceClass: 'db.t4g.small',
    zone: 'us-east-1a',
    host: 'a.host',
    storageGiB: 20,
    multiAz: true,
    isPublic: false,
    replicaOf: 'b',
  });
  expect(b).toEqual({
    id: '',
    state: 'unknown',
    engineVersion: '',
    instanceClass: '',
    zone: '',
    host: '',
    storageGiB: 0,
    multiAz: false,
    isPublic: false,
  });
  expect(others).toEqual([]);
});

test('any other error is an error', async () => {
  client.on(DescribeDBInstancesCommand).rejects(named('AccessDenied'));
  await expect(rds.instances(['a'])).rejects.toThrow('AccessDenied');
});

test('events of all instances in the order of time, page by page, none older than asked for', async () => {
  const event = (id: string, minute: number) => ({ SourceIdentifier: id, Message: `minute ${minute}`, Date: new Date(NOW - minute * 60_000) });
  client
    .on(DescribeEventsCommand, { SourceIdentifier: 'a', Marker: undefined })
    .resolves({ Events: [event('a', 5), event('a', 30)], Marker: 'more' });
  client.on(DescribeEventsCommand, { SourceIdentifier: 'a', Marker: 'more' }).resolves({ Events: [event('a', 1)] });
  client.on(DescribeEventsCommand, { SourceIdentifier: 'b' }).resolves({ Events: [event('b', 3)] });

  const lines = await rds.events(['a', 'b'], new Date(NOW - 10 * 60_000));
  expect(lines.map(({ source, message }) => `${source} ${message}`)).toEqual(['a minute 5', 'b minute 3', 'a minute 1']);
  expect(client.commandCalls(DescribeEventsCommand)[0]?.args[0].input).toMatchObject({ SourceType: 'db-instance', Duration: 10 });
});

test('no more is asked for than RDS remembers', async () => {
  client.on(DescribeEventsCommand).resolves({});
  await rds.events(['a'], new Date(0));
  expect(client.commandCalls(DescribeEventsCommand)[0]?.args[0].input.Duration).toBe(20_160);
});

test('snapshots that outlive their instance, and their end', async () => {
  client.on(DescribeDBSnapshotsCommand, { Marker: undefined }).resolves({ DBSnapshots: [{ DBSnapshotIdentifier: 'one' }], Marker: 'more' });
  client.on(DescribeDBSnapshotsCommand, { Marker: 'more' }).resolves({ DBSnapshots: [{ DBSnapshotIdentifier: 'two' }, {}] });
  await expect(rds.snapshots('a')).resolves.toEqual(['one', 'two']);
  expect(client.commandCalls(DescribeDBSnapshotsCommand)[0]?.args[0].input).toMatchObject({ DBInstanceIdentifier: 'a', SnapshotType: 'manual' });

  client.on(DeleteDBSnapshotCommand, { DBSnapshotIdentifier: 'one' }).resolves({});
  client.on(DeleteDBSnapshotCommand, { DBSnapshotIdentifier: 'gone' }).rejects(named('DBSnapshotNotFoundFault'));
  await rds.deleteSnapshot('one');
  await rds.deleteSnapshot('gone');
  expect(client.commandCalls(DeleteDBSnapshotCommand)).toHaveLength(2);
});

test('a token signs in one user to one host, and asks nobody', async () => {
  const token = await rds.token({ host: 'a.host', port: 5432, user: 'reader' });
  expect(token).toMatch(/^a\.host:5432\/\?Action=connect&DBUser=reader&.*X-Amz-Credential=AKIAEXAMPLE.*rds-db.*X-Amz-Expires=900/);
  expect(client.calls()).toEqual([]);
});

describe('whether a database is there', () => {
  test.each(['DBInstanceNotFoundFault', 'DBInstanceNotFound'])('an instance of which RDS says %s is not', async (name) => {
    client.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'a' }).resolves({ DBInstances: [{ DBInstanceStatus: 'deleting' }] });
    client.on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'b' }).rejects(named(name));

    await expect(rds.hasInstance('a')).resolves.toBe(true);
    await expect(rds.hasInstance('b')).resolves.toBe(false);
  });

  test.each(['DBClusterNotFoundFault', 'DBClusterNotFound'])('a cluster of which RDS says %s is not, and is not protected', async (name) => {
    client.on(DescribeDBClustersCommand, { DBClusterIdentifier: 'a' }).resolves({ DBClusters: [{ DeletionProtection: true }] });
    client.on(DescribeDBClustersCommand, { DBClusterIdentifier: 'b' }).rejects(named(name));

    await expect(rds.hasCluster('a')).resolves.toBe(true);
    await expect(rds.hasCluster('b')).resolves.toBe(false);
    await expect(rds.isClusterProtected('a')).resolves.toBe(true);
    await expect(rds.isClusterProtected('b')).resolves.toBe(false);
  });

  test('a refusal is no answer', async () => {
    client.onAnyCommand().rejects(named('AccessDenied'));

    await expect(rds.hasInstance('a')).rejects.toThrow('AccessDenied');
    await expect(rds.hasCluster('a')).rejects.toThrow('AccessDenied');
  });
});

test('the protection of a cluster is taken off at once, not in its maintenance window', async () => {
  client.on(ModifyDBClusterCommand).resolves({});
  await rds.unprotectCluster('a');

  expect(client.commandCalls(ModifyDBClusterCommand)[0]?.args[0].input).toEqual({
    DBClusterIdentifier: 'a',
    DeletionProtection: false,
    ApplyImmediately: true,
  });
});
