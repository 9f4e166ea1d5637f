import type { AccessRequest, SdkCall } from '../contract/access';
import type { DeployedResource, Leftover, Location } from '../contract/resources';
import type { ServiceVerbs } from '../contract/service-verbs';
import type { Task } from '../contract/task';

/** One AWS service: how a picture shows it, and its resource types. */
export interface Service {
  /** Second part of its resource types, such as `KinesisFirehose`. */
  readonly namespace: string;
  /** As AWS calls it, such as `Data Firehose`. */
  readonly name: string;
  /** Of its boxes in a picture, as `#rrggbb`. */
  readonly colour: string;
  /** Pictures leave out its types that do not say otherwise: they hold others together. @default false */
  readonly hidden?: boolean;
  /** Names of the service-linked roles that the service creates once in an account, and that stay. @default - none */
  readonly serviceLinkedRoles?: readonly string[];
  /** By CloudFormation type. */
  readonly types: Readonly<Record<string, ResourceType>>;
  /** The IAM requests that calls of its SDK clients are, an element for each client. @default - a recorded call of it is an error */
  readonly calls?: readonly ServiceCalls[];
}

/**
 * The IAM requests that the operations of one SDK client are.
 *
 * An operation that is not in `operations` is a request for the action of its name, where IAM has that action; `names` then tell its resource.
 */
export interface ServiceCalls {
  /** Id of the service, as `SdkCall.service` has it, such as `sfn`. */
  readonly sdk: string;
  /** Prefix of its IAM actions, such as `states`. */
  readonly prefix: string;
  /** By the part of an ARN in AWS's service authorization reference, such as `WorkGroupName`. A value that is an ARN is the whole resource. @default - none */
  readonly names?: Readonly<Record<string, (input: CallInput) => string | undefined>>;
  /** Operations that have another action, several, or condition keys. @default - none */
  readonly operations?: Readonly<Record<string, CallMapping>>;
}

export type CallInput = Readonly<Record<string, unknown>>;
export type CallMapping = (input: CallInput, context: CallContext) => readonly AccessRequest[];

/** The account in which a call is made. */
export interface CallContext {
  readonly location: Location;
  /** What is known of the account's resources, among them those of the templates. */
  readonly resources: readonly DeployedResource[];
  /** Calls of the same run, by which an id is traced to the call that returned it. @default - none */
  readonly calls?: readonly SdkCall[];
}

/** Everything that depends on one CloudFormation type. */
export interface ResourceType {
  readonly lookup: Lookup;
  /** Path of the property that fixes the physical id, such as `DatabaseInput.Name`; the name in the ARN, where that is the id. @default - the service chooses it */
  readonly nameProperty?: string;
  /** @default - it has no ARN, or it cannot be tagged */
  readonly arn?: string | ArnForm;
  /** What the service creates beside this resource. Swept whenever a stack owned the resource, so that a scenario declares none of it. @default - nothing */
  leftovers?(resource: DeployedResource): readonly Leftover[];
  /** What stays in the account after a teardown since others use it too, a line each. @default - nothing */
  remains?(resource: DeployedResource): readonly string[];
  /** What keeps it from being deleted until a user agrees. @default - nothing */
  readonly protection?: Protection;
  /** What has to be stopped before it is deleted. @default - nothing */
  readonly work?: Work;
  /** How a picture shows it. @default - as a box that refers to what its properties name */
  readonly drawing?: Drawing;
  /** @default - it runs no software whose version is pinned */
  readonly pin?: Pin;
  /** What the service does as the roles that the resource hands to it. @default - nothing */
  onBehalf?(resource: DeployedResource, context: BehalfContext): readonly RoleUse[];
}

/** What a service does as a role that it was handed. */
export interface RoleUse {
  /** ARN of the role. */
  readonly role: string;
  /** What the service does, such as `writes the log`. */
  readonly description: string;
  /** Address of the documentation that says so. */
  readonly source: string;
  /** What IAM is asked. @default - what the calls ask */
  readonly requests?: readonly AccessRequest[];
  /** Calls of operations, of which `Service.calls` tells the requests. @default - none */
  readonly calls?: readonly SdkCall[];
  /** Needed in some cases only: a denial is reported and is no failure. @default false */
  readonly isConditional?: boolean;
}

/** The account in which a service acts: names and properties of all resources of the stacks. */
export type BehalfContext = Omit<CallContext, 'calls'>;

/** How to see whether a resource is there. */
export type Lookup = CloudControlLookup | ProbeLookup | ParentLookup;

/** Cloud Control's `GetResource`; the default. It answers `ResourceNotFoundException` for a key that is pending deletion. */
export interface CloudControlLookup {
  readonly kind: 'cloud-control';
  /** Names of the parts of the primary identifier, in the documented order. */
  readonly parts: readonly string[];
  /** The primary identifier, its parts joined by `|`; undefined when one of them is unknown. */
  identifier(resource: DeployedResource, location: Location): string | undefined;
}

/** A verb of the service, for types that Cloud Control cannot read, or whose identifier CloudFormation does not tell. */
export interface ProbeLookup {
  readonly kind: 'probe';
  /** Rejects when the service answers neither yes nor no. What is terminated or deleted, and still listed, is not there. */
  isThere(physicalId: string, verbs: ServiceVerbs): Promise<boolean>;
}

/** Nothing to look for: it is gone when what it belongs to is. */
export interface ParentLookup {
  readonly kind: 'parent';
  /** Type of what it belongs to, such as `AWS::IAM::Role`. */
  readonly parent: string;
}

/** How an ARN and a physical id follow from each other. */
export interface ArnForm {
  /**
   * The ARN after `arn:<partition>:`, as `glue:{region}:{account}:crawler/{id}`.
   *
   * `{id}` has no slash and `{path}` may have some: both are the physical id. `{name}` and `{rest}` are the same in a type whose physical id is the ARN
   * itself. `{prefix}` is the path of an IAM resource, `{any}` a part that the physical id does not tell.
   */
  readonly format: string;
  /** The physical id of what the ARN calls `id`. @default - the same */
  physicalId?(id: string, location: Location): string;
  /** What the ARN calls the resource; undefined when the physical id does not tell. @default - its physical id */
  id?(physicalId: string): string | undefined;
  /** The ARN names the resource by an id that nothing else tells, so that no physical id follows from it. @default false */
  readonly isOpaque?: boolean;
}

/** Where a service's functions act. */
export interface ServiceContext {
  readonly verbs: ServiceVerbs;
  readonly location: Location;
  /** Every resource of the stacks. */
  readonly resources: readonly DeployedResource[];
  /** Tags that everything of the scenario and stage carries. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A protection from deletion. Both functions get all resources of the type at once. */
export interface Protection {
  /** A line for each thing that is protected now; none when nothing is, or when it is gone. */
  find(resources: readonly DeployedResource[], context: ServiceContext): Promise<readonly string[]>;
  /** Takes the protection off, after the user agreed to it. Safe to repeat. */
  remove(resources: readonly DeployedResource[], context: ServiceContext, task: Task): Promise<void>;
}

/** In which order work is stopped, so that nothing starts again: what starts work, then work, then the machines that it runs on. */
export const WORK_ORDER = ['starters', 'work', 'machines'] as const;

/** Work that runs until it is stopped. */
export interface Work {
  readonly order: (typeof WORK_ORDER)[number];
  /** Stops it for all resources of the type, and waits until it has stopped. @returns a line for each piece that ran; none when nothing did */
  stop(resources: readonly DeployedResource[], context: ServiceContext, task: Task): Promise<readonly string[]>;
}

/** How one resource acts on another: it moves data, it starts or queries it, or it merely refers to it. */
export type Relation = 'data' | 'call' | 'uses';

/** How a picture shows a type. */
export interface Drawing {
  /** Left out of the picture: it holds the others together. @default - as its service says */
  readonly hidden?: boolean;
  /** Type of the box inside which it is shown, as a table in its database. @default - it has its own box */
  readonly inside?: string;
  /** What it does with what its properties refer to. @default 'uses' */
  readonly relation?: Relation;
  /** The part of the properties that names what it takes data from. @default - none */
  inputs?(properties: Readonly<Record<string, unknown>>): unknown;
  /** Properties that name the two resources it connects, when it is an arrow and no box. @default - it is no arrow */
  readonly connects?: { readonly from: string; readonly to: string; readonly relation: Relation };
}

/** A version that `constructs/versions.ts` pins. */
export interface Pin {
  /** Name of the software there. */
  readonly software: RegExp;
  /** The version in the properties; undefined when they name none, which is a finding. */
  version(properties: Readonly<Record<string, unknown>>): unknown;
  /** Whether these properties have no version to pin, as those of a function from a container image. @default - they have one */
  isExempt?(properties: Readonly<Record<string, unknown>>): boolean;
}

/** Colours that AWS gives its families of services. */
export const STORAGE = '#3f8624';
export const COMPUTE = '#d45b07';
export const ANALYTICS = '#6d3fc0';
export const INTEGRATION = '#c2185b';
export const DATABASE = '#2e5fd0';
export const SECURITY = '#c7131f';
export const NETWORK = '#5b3cc4';
export const OTHER = '#4a5568';
