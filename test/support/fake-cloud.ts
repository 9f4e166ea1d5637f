import type { Aws, Target } from '../../lib/aws/aws';
import type { StackResource, StackState } from '../../lib/aws/cloudformation';
import type { Sighting } from '../../lib/contract/service-verbs';
import type { Account } from '../../lib/deployment/account';
import type { FailedResource } from '../../lib/deployment/toolkit';

/** A stack of the fake, with what CloudFormation does not report. */
export interface FakeStack {
  status: string;
  reason?: string;
  resources: StackResource[];
  outputs: Record<string, string>;
  /** Tags beside those of the scenario. */
  tags: Record<string, string>;
  /** Has the tags of the scenario. */
  tagged: boolean;
  /** What failed in its last operation. */
  failures: FailedResource[];
  /** Polls after a request that still see the old state. */
  lag: number;
  /** Requests that are lost before one takes effect. */
  deaf: number;
}

/** An account in memory that behaves as AWS does: a stack with a non-empty bucket cannot be deleted, and a stack's resources go with it. */
export class FakeCloud {
  public readonly target: Target = { account: '111122223333', region: 'eu-central-1', principal: 'arn:aws:iam::111122223333:user/tester' };
  public readonly stacks = new Map<string, FakeStack>();
  /** Buckets with the number of their objects. */
  public readonly buckets = new Map<string, number>();
  /** Databases with the names of their tables. */
  public readonly databases = new Map<string, string[]>();
  public readonly functions = new Set<string>();
  /** Log groups with their streams. */
  public readonly groups = new Map<string, string[]>();
  /** Clusters with the network interfaces that their pods had. */
  public readonly interfaces = new Map<string, string[]>();
  /** Parameters by their full names. */
  public readonly parameters = new Map<string, string>();
  /** ARNs that the tag index has; undefined when there is no index. */
  public tagged: string[] | undefined = [];
  public unknownTypes: string[] = [];
  /** What was changed, in order. */
  public readonly changes: string[] = [];
  /** Called before each deletion of a stack. */
  public beforeRemoval: (stack: string) => void = () => {};

  public addStack(name: string, parts: Partial<FakeStack> & { readonly resources?: StackResource[] } = {}): FakeStack {
    const stack = { status: 'CREATE_COMPLETE', resources: [], outputs: {}, tags: {}, tagged: true, failures: [], lag: 0, deaf: 0, ...parts };
    this.stacks.set(name, stack);
    for (const { type, physicalId } of stack.resources.filter(isMade)) this.make(type, physicalId);
    return stack;
  }

  /** The verbs. Those that deploying and destroying do not use are missing and fail loudly. */
  public aws(overrides: Partial<Aws> = {}): Aws {
    const all: Partial<Aws> = {
      target: this.target,
      cloudformation: {
        stack: async (name) => this.look(name),
        stacksOf: async () => [...this.stacks].filter(([, { tagged }]) => tagged).flatMap(([name]) => this.look(name) ?? []),
        resources: async (name) => this.stacks.get(name)?.resources ?? [],
        template: async () => undefined,
      },
      ssm: partly<Aws['ssm']>({
        parametersBelow: async (path: string) => {
          const below = [...this.parameters].filter(([name]) => name.startsWith(`${path}/`));
          return Object.fromEntries(below.map(([name, value]) => [name.slice(path.length + 1), value]));
        },
      }),
      cloudControl: partly<Aws['cloudControl']>({ resource: async (type: string, id: string) => this.sighting(type, id) }),
      ...overrides,
      s3: partly<Aws['s3']>({
        list: async (bucket: string) => {
          if (!this.buckets.has(bucket)) throw named('NoSuchBucket');
          return Array.from({ length: this.buckets.get(bucket) ?? 0 }, (_, index) => ({ key: String(index), bytes: 1 }));
        },
        empty: async (bucket: string) => {
          const count = this.buckets.get(bucket) ?? 0;
          if (this.buckets.has(bucket)) this.buckets.set(bucket, 0);
          this.changes.push(`emptied ${bucket}`);
          return count;
        },
      }),
      glue: partly<Aws['glue']>({
        stopAll: async () => [],
        waitUntilStopped: async () => {},
        tables: async (database: string) => {
          const tables = this.databases.get(database);
          if (!tables) throw named('EntityNotFoundException');
          return tables.map((name) => ({ name, classification: '', location: '', partitionKeys: [] }));
        },
        deleteTables: async (database: string, names: readonly string[]) => {
          this.databases.set(
            database,
            (this.databases.get(database) ?? []).filter((name) => !names.includes(name)),
          );
          this.changes.push(`deleted tables ${names.join(' ')}`);
        },
      }),
      ec2: partly<Aws['ec2']>({
        emrEndpoints: async () => [],
        emrTraces: async () => [],
        unusedInterfaces: async () => [],
        detachedInterfaces: async (cluster: string) => this.interfaces.get(cluster) ?? [],
        deleteInterface: async (id: string) => {
          for (const [cluster, ids] of this.interfaces)
            this.interfaces.set(
              cluster,
              ids.filter((other) => other !== id),
            );
          this.changes.push(`deleted interface ${id}`);
        },
      }),
      logs: partly<Aws['logs']>({
        groups: async (prefix: string) => [...this.groups.keys()].filter((name) => name.startsWith(prefix)),
        deleteGroup: async (name: string) => {
          this.groups.delete(name);
          this.changes.push(`deleted group ${name}`);
        },
        hasStream: async (group: string, stream: string) => (this.groups.get(group) ?? []).includes(stream),
        deleteStream: async (group: string, stream: string) => {
          const streams = this.groups.get(group);
          if (streams)
            this.groups.set(
              group,
              streams.filter((name) => name !== stream),
            );
        },
      }),
    };
    return all as Aws;
  }

  public account(overrides: Partial<Account> = {}): Account {
    return {
      stacks: {
        remove: async (name) => this.remove(name),
        failures: async (name) => this.stacks.get(name)?.failures ?? [],
        unknownTypes: async (types) => types.filter((type) => this.unknownTypes.includes(type)),
      },
      tagged: async () => this.tagged,
      looks: partly<Account['looks']>({ grantsCatalogToIam: async () => true }),
      ...overrides,
    };
  }

  private sighting(type: string, id: string): Sighting {
    const known: { has(name: string): boolean } | undefined = {
      'AWS::S3::Bucket': this.buckets,
      'AWS::Glue::Database': this.databases,
      'AWS::Lambda::Function': this.functions,
      'AWS::Logs::LogGroup': this.groups,
      'AWS::SSM::Parameter': this.parameters,
    }[type];
    if (known === undefined) return { state: 'unknown', reason: `Cloud Control cannot read ${type}` };
    return known.has(id) ? { state: 'present', properties: {} } : { state: 'absent' };
  }

  private look(name: string): StackState | undefined {
    const stack = this.stacks.get(name);
    if (!stack) return undefined;
    if (stack.status === 'GOING' && stack.lag-- <= 0) {
      for (const { type, physicalId } of stack.resources.filter(isMade)) this.unmake(type, physicalId);
      this.stacks.delete(name);
      return undefined;
    }
    const status = stack.status === 'GOING' ? 'CREATE_COMPLETE' : stack.status;
    const { reason, tags, outputs } = stack;
    return { name, status, reason, created: new Date(1), updated: new Date(this.stacks.size), tags, outputs };
  }

  private remove(name: string): void {
    this.beforeRemoval(name);
    const stack = this.stacks.get(name);
    if (!stack || stack.deaf-- > 0) return;
    this.changes.push(`deleted stack ${name}`);
    const full = stack.resources.filter(isMade).find(({ type, physicalId }) => type === 'AWS::S3::Bucket' && (this.buckets.get(physicalId) ?? 0) > 0);
    stack.status = full ? 'DELETE_FAILED' : 'GOING';
    if (!full) return;
    stack.reason = `The following resource(s) failed to delete: [${full.logicalId}].`;
    stack.failures = [{ ...full, stack: name, status: 'DELETE_FAILED', reason: 'The bucket you tried to delete is not empty' }];
  }

  private make(type: string, id: string): void {
    if (type === 'AWS::S3::Bucket' && !this.buckets.has(id)) this.buckets.set(id, 0);
    if (type === 'AWS::Glue::Database' && !this.databases.has(id)) this.databases.set(id, []);
    if (type === 'AWS::Lambda::Function') this.functions.add(id);
    if (type === 'AWS::SSM::Parameter') this.parameters.set(id, `value of ${id}`);
  }

  private unmake(type: string, id: string): void {
    if (type === 'AWS::S3::Bucket') this.buckets.delete(id);
    if (type === 'AWS::Glue::Database') this.databases.delete(id);
    if (type === 'AWS::Lambda::Function') this.functions.delete(id);
    if (type === 'AWS::SSM::Parameter') this.parameters.delete(id);
  }
}

/** A resource that its stack has made. */
export function made(type: string, physicalId: string, status = 'CREATE_COMPLETE'): StackResource {
  return { logicalId: physicalId.replaceAll(/\W/g, ''), physicalId, type, status };
}

function isMade({ status }: StackResource): boolean {
  return status !== 'CREATE_FAILED';
}

/** An error of a service. */
export function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** Verbs of which only some are there. */
function partly<Verbs>(verbs: Partial<Verbs>): Verbs {
  return verbs as Verbs;
}
