import type { Aws } from '../aws/aws';
import type { Leftover } from '../contract/leftover';
import type { Task } from '../contract/task';
import type { Account } from './account';

/** What a sweep did. */
export interface Swept {
  readonly what: string;
  /** How many things were deleted. */
  readonly removed: number;
}

/** How one kind of leftover is found and removed. Both take a thing that is not there as an empty one. */
interface Sweeper<L extends Leftover> {
  /** Before its stack is deleted, which needs it gone; or after, because services write it until they are deleted themselves. */
  readonly when: 'before' | 'after';
  name(leftover: L): string;
  count(leftover: L, place: Place): Promise<number>;
  remove(leftover: L, place: Place, task: Task): Promise<number>;
}

/** Where leftovers are looked for. */
export interface Place {
  readonly aws: Aws;
  readonly account: Account;
  /** Catalog tables that belong to stacks, which delete them themselves. */
  readonly kept: ReadonlySet<string>;
}

const SWEEPERS: { readonly [K in Leftover['kind']]: Sweeper<Extract<Leftover, { kind: K }>> } = {
  'bucket-contents': {
    when: 'before',
    name: ({ bucket }) => `objects of bucket ${bucket}`,
    count: async ({ bucket }, { aws }) => (await aws.s3.list(bucket).catch(nothing('NoSuchBucket', 'NotFound'))).length,
    remove: ({ bucket }, { aws }, task) => aws.s3.empty(bucket, task),
  },
  'catalog-tables': {
    when: 'before',
    name: ({ database }) => `tables that crawlers and queries made in ${database}`,
    count: async ({ database }, place) => (await madeTables(database, place)).length,
    async remove({ database }, place) {
      const tables = await madeTables(database, place);
      if (tables.length > 0) await place.aws.glue.deleteTables(database, tables);
      return tables.length;
    },
  },
  'log-group': {
    when: 'after',
    name: ({ name }) => `log group ${name}`,
    count: async ({ name }, { aws }) => ((await hasGroup(name, aws)) ? 1 : 0),
    async remove({ name }, { aws }) {
      if (!(await hasGroup(name, aws))) return 0;
      await aws.logs.deleteGroup(name);
      return 1;
    },
  },
  'log-groups': {
    when: 'after',
    name: ({ prefix }) => `log groups below ${prefix}`,
    count: async ({ prefix }, { aws }) => (await aws.logs.groups(prefix)).length,
    async remove({ prefix }, { aws }) {
      const groups = await aws.logs.groups(prefix);
      for (const group of groups) await aws.logs.deleteGroup(group);
      return groups.length;
    },
  },
  // They keep the network from being deleted; those that appear while nodes go are swept when its stack is tried again.
  'network-interfaces': {
    when: 'before',
    name: ({ cluster }) => `network interfaces that pods of ${cluster} had`,
    count: async ({ cluster }, { aws }) => (await aws.ec2.detachedInterfaces(cluster)).length,
    async remove({ cluster }, { aws }) {
      const interfaces = await aws.ec2.detachedInterfaces(cluster);
      for (const id of interfaces) await aws.ec2.deleteInterface(id);
      return interfaces.length;
    },
  },
  // Groups that refer to one another cannot be deleted, and no network can be that has one which no stack knows.
  'emr-security-groups': {
    when: 'before',
    name: ({ vpc }) => `security groups and rules that EMR made in ${vpc}`,
    count: async ({ vpc }, { aws }) => (await aws.ec2.emrTraces(vpc)).length,
    remove: ({ vpc }, { aws }) => aws.ec2.removeEmrTraces(vpc),
  },
  // Other groups may name them, and no VPC can be deleted that has a group which no stack knows.
  'eks-security-groups': {
    when: 'before',
    name: ({ cluster }) => `security groups that EKS created for ${cluster}`,
    count: async ({ cluster }, { aws }) => (await aws.ec2.eksSecurityGroups(cluster)).length,
    remove: ({ cluster }, { aws }) => aws.ec2.removeEksSecurityGroups(cluster),
  },
  'emr-endpoints': {
    when: 'before',
    name: ({ vpc }) => `endpoints that EMR created in ${vpc}`,
    count: async ({ vpc }, { aws }) => (await aws.ec2.emrEndpoints(vpc)).length,
    remove: ({ vpc }, { aws }) => aws.ec2.removeEmrEndpoints(vpc),
  },
  'unused-interfaces': {
    when: 'before',
    name: ({ vpc }) => `network interfaces of ${vpc} that nothing has any more`,
    count: async ({ vpc }, { aws }) => (await aws.ec2.unusedInterfaces(vpc)).length,
    async remove({ vpc }, { aws }) {
      const interfaces = await aws.ec2.unusedInterfaces(vpc);
      for (const id of interfaces) await aws.ec2.deleteInterface(id);
      return interfaces.length;
    },
  },
  'db-snapshots': {
    when: 'after',
    name: ({ instance }) => `snapshots of ${instance}`,
    count: async ({ instance }, { aws }) => (await aws.rds.snapshots(instance)).length,
    async remove({ instance }, { aws }) {
      const snapshots = await aws.rds.snapshots(instance);
      for (const id of snapshots) await aws.rds.deleteSnapshot(id);
      return snapshots.length;
    },
  },
  'log-stream': {
    when: 'after',
    name: ({ group, stream }) => `stream ${stream} of log group ${group}`,
    count: async ({ group, stream }, { aws }) => ((await aws.logs.hasStream(group, stream)) ? 1 : 0),
    async remove({ group, stream }, { aws }) {
      if (!(await aws.logs.hasStream(group, stream))) return 0;
      await aws.logs.deleteStream(group, stream);
      return 1;
    },
  },
};

/** A leftover in words. */
export function leftoverName(leftover: Leftover): string {
  return sweeper(leftover).name(leftover);
}

/** How many things a leftover consists of now. */
export function countLeftover(leftover: Leftover, place: Place): Promise<number> {
  return sweeper(leftover).count(leftover, place);
}

/** Removes the leftovers whose time has come, one after the other. */
export async function sweep(when: 'before' | 'after', leftovers: readonly Leftover[], place: Place, task: Task): Promise<readonly Swept[]> {
  const swept: Swept[] = [];
  for (const leftover of leftovers.filter((each) => sweeper(each).when === when)) {
    task.signal.throwIfAborted();
    const what = leftoverName(leftover);
    task.progress(`removing ${what}`);
    const removed = await sweeper(leftover).remove(leftover, place, task);
    if (removed > 0) swept.push({ what, removed });
  }
  return swept;
}

function sweeper(leftover: Leftover): Sweeper<Leftover> {
  return SWEEPERS[leftover.kind] as Sweeper<Leftover>;
}

async function madeTables(database: string, { aws, kept }: Place): Promise<readonly string[]> {
  const tables = await aws.glue.tables(database).catch(nothing('EntityNotFoundException'));
  return tables.map(({ name }) => name).filter((name) => !kept.has(name));
}

async function hasGroup(name: string, { logs }: Aws): Promise<boolean> {
  return (await logs.groups(name)).includes(name);
}

/** Takes what is not there for an empty list. */
function nothing(...names: string[]): (error: unknown) => readonly never[] {
  return (error) => {
    if (error instanceof Error && names.includes(error.name)) return [];
    throw error;
  };
}
