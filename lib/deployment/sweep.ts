import type { Aws } from '../aws/aws';
import type { ScanJob } from '../aws/macie';
import type { Leftover } from '../contract/resources';
import type { Task } from '../contract/task';
import { type Left, Refusals } from './left';

/** Orphaned resources that were deleted. */
export interface Swept {
  readonly what: string;
  /** How many. */
  readonly removed: number;
}

/** What a sweep did, and what AWS refused, each as often as it did. */
export interface SweepResult {
  readonly swept: readonly Swept[];
  readonly refused: readonly Left[];
}

/**
 * When a leftover is swept:
 *
 * - `before` all stacks, which need it gone
 * - `between` them: it blocks a later stack, and is free to go when an earlier one is deleted
 * - `after` them, because services write it until they are deleted
 */
export type SweepTime = 'before' | 'between' | 'after';

/** How one kind of leftover is found and removed. Both take a thing that is absent as an empty one. */
interface Sweeper<L extends Leftover> {
  readonly when: SweepTime;
  name(leftover: L): string;
  count(leftover: L, context: SweepContext): Promise<number>;
  remove(leftover: L, context: SweepContext, task: Task): Promise<number>;
}

/** What leftovers are found and removed with. */
export interface SweepContext {
  readonly aws: Aws;
  /** Catalog tables that belong to stacks, which delete them. */
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
    name: ({ database }) => `tables that crawlers and queries created in ${database}`,
    count: async ({ database }, context) => (await createdTables(database, context)).length,
    async remove({ database }, context) {
      const tables = await createdTables(database, context);
      if (tables.length > 0) await context.aws.glue.deleteTables(database, tables);
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
      await removeEach(groups, (group) => aws.logs.deleteGroup(group));
      return groups.length;
    },
  },
  // They appear while nodes go, and keep the network from being deleted.
  'network-interfaces': {
    when: 'between',
    name: ({ cluster }) => `available network interfaces of pods of ${cluster}`,
    count: async ({ cluster }, { aws }) => (await aws.ec2.detachedInterfaces(cluster)).length,
    async remove({ cluster }, { aws }) {
      const interfaces = await aws.ec2.detachedInterfaces(cluster);
      await removeEach(interfaces, (id) => aws.ec2.deleteInterface(id));
      return interfaces.length;
    },
  },
  // Groups that refer to one another cannot be deleted, and no network can be that has one which no stack knows.
  'emr-security-groups': {
    when: 'before',
    name: ({ vpc }) => `security groups and rules that EMR created in ${vpc}`,
    count: async ({ vpc }, { aws }) => (await aws.ec2.emrTraces(vpc)).length,
    remove: ({ vpc }, { aws }) => aws.ec2.removeEmrTraces(vpc),
  },
  // They connect the nodes of a cluster that is there. Without one they keep the VPC from being deleted.
  'eks-security-groups': {
    when: 'between',
    name: ({ cluster }) => `security groups that EKS created for ${cluster}`,
    count: async ({ cluster }, { aws }) => (await aws.ec2.eksSecurityGroups(cluster)).length,
    async remove({ cluster }, { aws }) {
      const { state } = await aws.cloudControl.resource('AWS::EKS::Cluster', cluster);
      return state === 'absent' ? aws.ec2.removeEksSecurityGroups(cluster) : 0;
    },
  },
  'emr-endpoints': {
    when: 'before',
    name: ({ vpc }) => `endpoints that EMR created in ${vpc}`,
    count: async ({ vpc }, { aws }) => (await aws.ec2.emrEndpoints(vpc)).length,
    remove: ({ vpc }, { aws }) => aws.ec2.removeEmrEndpoints(vpc),
  },
  'unused-interfaces': {
    when: 'between',
    name: ({ vpc }) => `available network interfaces of ${vpc}`,
    count: async ({ vpc }, { aws }) => (await aws.ec2.unusedInterfaces(vpc)).length,
    async remove({ vpc }, { aws }) {
      const interfaces = await aws.ec2.unusedInterfaces(vpc);
      await removeEach(interfaces, (id) => aws.ec2.deleteInterface(id));
      return interfaces.length;
    },
  },
  'db-snapshots': {
    when: 'after',
    name: ({ instance }) => `snapshots of ${instance}`,
    count: async ({ instance }, { aws }) => (await aws.rds.snapshots(instance)).length,
    async remove({ instance }, { aws }) {
      const snapshots = await aws.rds.snapshots(instance);
      await removeEach(snapshots, (id) => aws.rds.deleteSnapshot(id));
      return snapshots.length;
    },
  },
  'macie-scans': {
    when: 'before',
    name: ({ prefix }) => `Macie scans ${prefix}*, which go on until they are cancelled`,
    count: async ({ prefix }, { aws }) => (await liveScans(prefix, aws)).length,
    remove: async ({ prefix }, { aws }) => (await aws.macie.cancel(await liveScans(prefix, aws))).length,
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
export function countLeftover(leftover: Leftover, context: SweepContext): Promise<number> {
  return sweeper(leftover).count(leftover, context);
}

/** Removes the leftovers whose time has come, one after the other. What AWS refuses does not keep the others from being removed. */
export async function sweep(times: readonly SweepTime[], leftovers: readonly Leftover[], context: SweepContext, task: Task): Promise<SweepResult> {
  const swept: Swept[] = [];
  const refusals = new Refusals(task.signal);
  for (const leftover of leftovers.filter((each) => times.includes(sweeper(each).when))) {
    task.signal.throwIfAborted();
    const what = leftoverName(leftover);
    task.progress(`removing ${what}`);
    const removed = await refusals.guard(what, () => sweeper(leftover).remove(leftover, context, task), 0);
    if (removed > 0) swept.push({ what, removed });
  }
  return { swept, refused: refusals.all };
}

function sweeper(leftover: Leftover): Sweeper<Leftover> {
  return SWEEPERS[leftover.kind] as Sweeper<Leftover>;
}

/** Removes every one, and throws the first refusal in the end. */
async function removeEach(ids: readonly string[], remove: (id: string) => Promise<void>): Promise<void> {
  const refused: unknown[] = [];
  for (const id of ids) await remove(id).catch((error) => refused.push(error));
  if (refused.length > 0) throw refused[0];
}

async function createdTables(database: string, { aws, kept }: SweepContext): Promise<readonly string[]> {
  const tables = await aws.glue.tables(database).catch(nothing('EntityNotFoundException'));
  return tables.map(({ name }) => name).filter((name) => !kept.has(name));
}

async function hasGroup(name: string, { logs }: Aws): Promise<boolean> {
  return (await logs.groups(name)).includes(name);
}

async function liveScans(prefix: string, { macie }: Aws): Promise<readonly ScanJob[]> {
  return (await macie.scans(prefix)).filter(({ status }) => !['COMPLETE', 'CANCELLED'].includes(status));
}

/** Takes what is absent for an empty list. */
function nothing(...names: string[]): (error: unknown) => readonly never[] {
  return (error) => {
    if (error instanceof Error && names.includes(error.name)) return [];
    throw error;
  };
}
