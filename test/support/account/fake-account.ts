import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { accessDenied, throttled } from './errors';
import { type Call, intercept } from './intercept';
import { operations } from './operations';
import { type FakeResource, isIndexed, type Location } from './resource';
import { type MadeStack, stackFrom } from './templates';

export interface FakeStack extends MadeStack {
  readonly name: string;
  readonly template: object;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
  status: string;
  reason?: string;
  /** When the deletion that was asked for ends. */
  endsAt?: number;
  /** Resources that could not be deleted in the last operation, each with its reason. */
  failures: { readonly resource: FakeResource; readonly reason: string }[];
}

export interface FakeInterface {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  status: 'available' | 'in-use';
}

/** A security group that a service made, so that no stack deletes it. */
export interface FakeGroup {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A rule that refers from one security group to another. */
export interface FakeRule {
  readonly id: string;
  readonly group: string;
  readonly refersTo: string;
  readonly isEgress: boolean;
  readonly description?: string;
}

export interface FakeEndpoint {
  readonly id: string;
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  state: 'available' | 'deleting' | 'deleted';
}

export interface FakeCluster {
  readonly id: string;
  readonly name: string;
  readonly subnet: string;
  readonly tags: Readonly<Record<string, string>>;
  state: 'WAITING' | 'TERMINATING' | 'TERMINATED';
  isProtected: boolean;
  /** When it will have terminated. */
  endsAt?: number;
  openSteps: string[];
}

/** A service that writes into a log group until some time after its stack has gone. */
export interface LateWriter {
  readonly group: string;
  readonly stream: string;
  /** Milliseconds between a deletion of the group and the next line, which makes it again. */
  readonly afterMs: number;
  /** How often that happens. */
  times: number;
}

const SECOND = 1_000;
/** More requests than any command sends: it polls without end. */
const MOST_CALLS = 20_000;

/**
 * An AWS account in memory, below the SDK clients. It behaves as AWS does where a teardown notices: what is deleted stays visible for a while, stacks take
 * their time and fail over what no stack knows, the tag index runs hours behind, services write again, requests are refused and throttled.
 */
export class FakeAccount {
  public readonly stacks = new Map<string, FakeStack>();
  public readonly parameters = new Map<string, string>([
    ['/cdk-bootstrap/hnb659fds/version', '28'],
    ['/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64', 'ami-0123456789abcdef0'],
  ]);
  /** Keys of objects, by bucket. */
  public readonly buckets = new Map<string, Set<string>>();
  /** Tables that no stack holds, by database. */
  public readonly tables = new Map<string, Set<string>>();
  /** Streams, by log group. */
  public readonly logGroups = new Map<string, Set<string>>();
  public readonly lateWriters: LateWriter[] = [];
  public readonly clusters: FakeCluster[] = [];
  /** Ids of manual snapshots, by RDS instance. */
  public readonly snapshots = new Map<string, Set<string>>();
  /** ARNs of executions that run, by state machine. */
  public readonly executions = new Map<string, string[]>();
  public readonly scans: { readonly id: string; readonly name: string; status: string }[] = [];
  /** Names of Glue crawlers that run. */
  public readonly running = new Set<string>();
  /** Availability Zones of the region. */
  public zones: { readonly name: string; readonly id: string }[] = [
    { name: 'eu-central-1a', id: 'euc1-az2' },
    { name: 'eu-central-1b', id: 'euc1-az3' },
    { name: 'eu-central-1c', id: 'euc1-az1' },
  ];
  /** Names of zones without an instance type or database class, by its name. */
  public readonly notOffered = new Map<string, readonly string[]>();
  /** Amazon MQ lists its options, or the endpoint answers otherwise. */
  public brokerOptions: 'listed' | 'odd' = 'listed';
  /** What EC2 tells of instance types: vCPUs, MiB, and the interfaces and addresses of a node. */
  public readonly instanceTypes = new Map<string, { vcpus: number; memory: number; interfaces: number; addresses: number }>([
    ['m7g.large', { vcpus: 2, memory: 8_192, interfaces: 3, addresses: 10 }],
    ['m7g.xlarge', { vcpus: 4, memory: 16_384, interfaces: 4, addresses: 15 }],
  ]);
  /** Instances that no stack holds and that run, with the vCPUs that EC2 tells. */
  public readonly machines: { readonly type: string; readonly vcpus: number; readonly isSpot: boolean }[] = [];
  /** Names of the service-linked roles that are there. */
  public readonly linkedRoles = new Set<string>();
  /** Lake Formation governs new databases and tables. */
  public usesLakeFormation = false;
  /** Values of service quotas that were asked for, by their codes; others have their defaults. */
  public readonly quotas = new Map<string, number>();
  public interfaces: FakeInterface[] = [];
  public groups: FakeGroup[] = [];
  public rules: FakeRule[] = [];
  public endpoints: FakeEndpoint[] = [];
  /** Keys that S3 does not delete, each with the codes that it gives for it, one a request; the last one stays. */
  public readonly undeletable = new Map<string, string[]>();
  /** Reasons why resources cannot be deleted at all, by type and physical id. */
  public readonly stuck = new Map<string, string>();
  /** Hours that the tag index still shows what is gone. */
  public indexLagHours = 0;
  public cloudControl: 'as AWS' | 'absent' = 'as AWS';
  /** Milliseconds since 1970. Each request takes a second. */
  public now = Date.parse('2026-12-01T12:00:00Z');
  /** Every request that was answered, `Service.Operation`. */
  public readonly calls: Call[] = [];
  /** Requests that this account does not know; a test expects none. */
  public readonly unknown: string[] = [];
  /** What was changed, in order. */
  public readonly changes: string[] = [];
  /** What was there and is deleted, with the time of its deletion. */
  public readonly gone: { readonly resource: FakeResource; readonly at: number }[] = [];

  private readonly refusals: { readonly call: string; readonly matches: (input: object) => boolean; readonly error: () => Error; times: number }[] =
    [];
  private readonly scheduled: { readonly at: number; readonly happen: () => void }[] = [];
  private readonly operations = operations(this);

  constructor(public readonly location: Location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' }) {}

  public get principal(): string {
    return `arn:${this.location.partition}:iam::${this.location.account}:user/tester`;
  }

  /** Resources of all stacks that are there. */
  public get resources(): readonly FakeResource[] {
    return [...this.stacks.values()].flatMap(({ resources }) =>
      resources.filter(({ status }) => status === 'CREATE_COMPLETE' || status === 'DELETE_FAILED'),
    );
  }

  /** Puts the account below every SDK client. @returns takes it away again */
  public install(): () => void {
    return intercept({ answer: (call) => this.answer(call), fetch: async (url) => this.fetch(url), pass: (ms) => this.pass(ms) });
  }

  /** Creates stacks from synthesized templates, in their order. */
  public deploy(stacks: readonly CloudFormationStackArtifact[]): void {
    for (const { stackName, template, tags } of stacks) this.create(stackName, template, tags);
  }

  /** Creates one stack. */
  public create(name: string, template: object, tags: Readonly<Record<string, string>> = {}): FakeStack {
    const exported = (exportName: string) => [...this.stacks.values()].map(({ exports }) => exports[exportName]).find((value) => value !== undefined);
    const around = { location: this.location, exported, parameter: (path: string) => this.parameters.get(path) };
    const made = stackFrom(name, template, tags, around);
    const stack: FakeStack = { name, template, tags, created: this.now, status: 'CREATE_COMPLETE', failures: [], ...made };
    this.stacks.set(name, stack);
    for (const resource of made.resources) this.made(resource);
    return stack;
  }

  /** Refuses a request, `Service.Operation`, with an error of the service. */
  public refuse(call: string, error: Error, { times = Number.POSITIVE_INFINITY, when = () => true as boolean }: RefusalOptions = {}): void {
    this.refusals.push({ call, error: () => Object.assign(Object.create(error), error, { name: error.name }), times, matches: when });
  }

  /** The caller's policies do not allow a request. */
  public deny(call: string): void {
    const [service = '', operation = ''] = call.split('.');
    this.refuse(call, accessDenied(service, operation, this.principal));
  }

  /** Throttles the next requests. */
  public throttle(call: string, times: number): void {
    this.refuse(call, throttled(), { times });
  }

  /** Lets time pass, and what happens in it. */
  public pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = this.scheduled.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.scheduled.splice(this.scheduled.indexOf(due), 1);
      this.now = Math.max(this.now, due.at);
      due.happen();
    }
    this.now = until;
  }

  /** Something that happens later without any request. */
  public later(ms: number, happen: () => void): void {
    this.scheduled.push({ at: this.now + ms, happen });
  }

  /** A resource by its type and what `Ref` returns; undefined when it is not there. */
  public resource(type: string, id: string | undefined): FakeResource | undefined {
    return this.resources.find((resource) => resource.type === type && resource.id === id);
  }

  /** A log group goes, with its streams. A service that still writes makes it again. */
  public deleteLogGroup(name: string): void {
    if (!this.logGroups.delete(name)) return;
    this.changes.push(`deleted log group ${name}`);
    for (const writer of this.lateWriters.filter(({ group, times }) => group === name && times > 0)) {
      writer.times -= 1;
      this.later(writer.afterMs, () => this.writeLog(name, writer.stream));
    }
  }

  public writeLog(group: string, stream: string): void {
    this.logGroups.set(group, new Set([...(this.logGroups.get(group) ?? []), stream]));
  }

  /** ARNs in the tag index, with their tags: also of what is gone, for a while. */
  public indexed(): readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[] {
    const lag = this.indexLagHours * 3_600 * SECOND;
    const recent = this.gone.filter(({ at }) => this.now - at < lag).map(({ resource }) => resource);
    return [...this.resources, ...recent].filter(isIndexed).map(({ arn = '', tags }) => ({ arn, tags }));
  }

  private made(resource: FakeResource): void {
    const { type, id, properties, tags } = resource;
    if (type === 'AWS::S3::Bucket') this.buckets.set(id, new Set());
    if (type === 'AWS::Glue::Database') this.tables.set(id, new Set());
    if (type === 'AWS::Logs::LogGroup') this.logGroups.set(id, new Set());
    if (type === 'AWS::Logs::LogStream') this.writeLog(String(properties['LogGroupName']), id);
    if (type === 'AWS::SSM::Parameter') this.parameters.set(id, String(properties['Value']));
    if (type === 'AWS::EMR::Cluster') {
      const { Ec2SubnetId: subnet = '', Ec2SubnetIds: [first = ''] = [] } = (properties['Instances'] ?? {}) as ClusterInstances;
      const isProtected = (properties['Instances'] as ClusterInstances).TerminationProtected === true;
      this.clusters.push({ id, name: String(properties['Name']), subnet: subnet || first, tags, state: 'WAITING', isProtected, openSteps: [] });
    }
  }

  private answer(call: Call): object {
    this.pass(SECOND);
    if (this.calls.push(call) > MOST_CALLS) throw new Error('the account of this test is asked without end');
    const name = `${call.service}.${call.operation}`;
    const refusal = this.refusals.find((each) => each.call === name && each.times > 0 && each.matches(call.input));
    if (refusal) {
      refusal.times -= 1;
      throw refusal.error();
    }
    const operation = this.operations[name];
    if (!operation) {
      this.unknown.push(name);
      throw new Error(`the account of this test has no ${name}`);
    }
    return operation(call.input as never);
  }

  /** Amazon MWAA and Amazon MQ have requests that no SDK client signs. */
  private fetch(url: Parameters<typeof fetch>[0]): Response {
    const { hostname, pathname, searchParams } = new URL(String(url));
    if (hostname.startsWith('mq.')) {
      try {
        return Response.json(this.answer({ service: 'MQ', operation: 'DescribeBrokerInstanceOptions', input: Object.fromEntries(searchParams) }));
      } catch (error) {
        return refusalFor(error);
      }
    }
    this.pass(SECOND);
    const [, kind = '', name = ''] = pathname.split('/');
    if (!this.resource('AWS::MWAA::Environment', name)) {
      return Response.json({ message: 'not found' }, { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } });
    }
    if (kind === 'environments')
      return Response.json({ Environment: { Status: 'AVAILABLE', AirflowVersion: '3.0.6', EnvironmentClass: 'mw1.small' } });
    return Response.json({ RestApiStatusCode: 200, RestApiResponse: { dag_runs: [] } });
  }
}

/** A service's error, as a service that speaks REST sends it. */
function refusalFor(error: unknown): Response {
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined) throw error;
  return Response.json({ message }, { status: $metadata.httpStatusCode, headers: { 'x-amzn-errortype': name } });
}

interface RefusalOptions {
  /** @default - every time */
  readonly times?: number;
  /** Which of the requests. @default - all of them */
  readonly when?: (input: object) => boolean;
}

interface ClusterInstances {
  readonly Ec2SubnetId?: string;
  readonly Ec2SubnetIds?: readonly string[];
  readonly TerminationProtected?: boolean;
}
