import type { Task } from './task';

/** What Cloud Control says about a resource. */
export type Sighting =
  | { readonly state: 'present'; readonly properties: Readonly<Record<string, unknown>> }
  | { readonly state: 'absent' }
  /** Neither yes nor no: the type has no read handler, or the endpoint has no Cloud Control. */
  | { readonly state: 'unknown'; readonly reason: string };

/** An EMR cluster that has not terminated. */
export interface LiveCluster {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** Termination protection is on. */
  readonly isProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** The database that is asked: of a workgroup, or of a cluster with the secret of its administrator. */
export type Warehouse = { readonly database: string } & ({ readonly workgroup: string } | { readonly cluster: string; readonly secret: string });

/**
 * The verbs of `lib/aws` that the table of services uses, and no more. `Aws` satisfies it; so does a fake account.
 *
 * A verb that looks for a resource answers false or undefined for one that is absent, and rejects when the service answers neither yes nor no.
 */
export interface ServiceVerbs {
  readonly cloudControl: {
    resource(type: string, identifier: string): Promise<Sighting>;
    /** Sets properties, by their JSON pointers, and waits until that is done. @throws JobError with the reason of a refusal */
    update(type: string, identifier: string, values: Readonly<Record<string, unknown>>, task: Task): Promise<void>;
  };
  readonly athena: { stopAll(workgroup: string): Promise<readonly string[]> };
  readonly ec2: {
    /** Whether an Elastic IP address exists; by address or by allocation id. */
    hasAddress(id: string): Promise<boolean>;
    /** Whether a NAT gateway exists; a deleted one, which EC2 lists for another hour, does not. */
    hasNatGateway(id: string): Promise<boolean>;
    /** Whether an instance exists; a terminated one, which EC2 lists for another hour, does not. */
    hasInstance(id: string): Promise<boolean>;
  };
  readonly emr: {
    /** @returns undefined when EMR does not know the cluster; one that has terminated is returned for weeks */
    cluster(id: string): Promise<LiveCluster | undefined>;
    /** Clusters that run in these subnets and have not terminated, no matter who started them. */
    clustersInSubnets(subnets: readonly string[]): Promise<readonly LiveCluster[]>;
    cancelOpenSteps(cluster: string): Promise<readonly string[]>;
    /** Takes termination protection off, then terminates. */
    terminate(ids: readonly string[]): Promise<void>;
    waitUntilGone(ids: readonly string[], task: Task): Promise<void>;
  };
  readonly emrServerless: {
    /** Whether an application exists; a terminated one does not. */
    hasApplication(id: string): Promise<boolean>;
    cancelAll(application: string): Promise<readonly string[]>;
  };
  readonly glue: {
    stopAll(work: { readonly jobs: readonly string[]; readonly crawlers: readonly string[] }): Promise<readonly string[]>;
    waitUntilStopped(crawlers: readonly string[], task: Task): Promise<void>;
  };
  /** RDS and DocumentDB, which share one API. */
  readonly rds: {
    hasInstance(id: string): Promise<boolean>;
    hasCluster(id: string): Promise<boolean>;
    /** Whether deletion protection of a cluster is on; false when there is no such cluster. */
    isClusterProtected(id: string): Promise<boolean>;
    unprotectCluster(id: string): Promise<void>;
  };
  readonly redshiftData: {
    /** Drops every COPY job of a database. @returns their names; none when there is no such warehouse */
    dropCopyJobs(warehouse: Warehouse, task: Task): Promise<readonly string[]>;
  };
  readonly stepfunctions: { stopAll(stateMachine: string): Promise<readonly string[]> };
}
