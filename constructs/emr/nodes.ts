import type { Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { IConstruct } from 'constructs';
import { PropError } from '../errors';

/** The part of a cluster's template that says what its nodes are. */
export type TemplateInstances = Pick<
  CfnCluster.JobFlowInstancesConfigProperty,
  'masterInstanceGroup' | 'coreInstanceGroup' | 'taskInstanceGroups' | 'masterInstanceFleet' | 'coreInstanceFleet'
>;

/** The same as EMR's own API has it. */
export interface ApiInstances {
  readonly InstanceGroups?: readonly Readonly<Record<string, unknown>>[];
  readonly InstanceFleets?: readonly Readonly<Record<string, unknown>>[];
}

/** Nodes that are described and not yet launched. */
export interface NodePlan {
  /** Whether EMR may choose among several subnets. */
  readonly choosesSubnet: boolean;
  /** Refuses nodes that EMR cannot launch. @throws PropError */
  check(scope: IConstruct): void;
  /** The nodes as a template has them. */
  forTemplate(): TemplateInstances;
  /** The nodes as EMR's own API has them. */
  forApi(): ApiInstances;
}

/** One more disk of each node, as a template has it. */
export function templateDisk(size: Size | undefined): CfnCluster.EbsConfigurationProperty | undefined {
  return size && { ebsBlockDeviceConfigs: [{ volumeSpecification: { volumeType: 'gp3', sizeInGb: size.toGibibytes() }, volumesPerInstance: 1 }] };
}

/** The same as EMR's own API has it. */
export function apiDisk(size: Size | undefined): Readonly<Record<string, unknown>> {
  if (!size) return {};
  const disk = { VolumeSpecification: { VolumeType: 'gp3', SizeInGB: size.toGibibytes() }, VolumesPerInstance: 1 };
  return { EbsConfiguration: { EbsBlockDeviceConfigs: [disk] } };
}

/** Refuses a mixture of Graviton and x86: EMR picks one image for the whole cluster. @throws PropError */
export function checkArchitecture(scope: IConstruct, types: readonly ec2.InstanceType[]): void {
  if (new Set(types.map(({ architecture }) => architecture)).size === 1) return;
  refuse(scope, 'the instance types are not of one architecture', types.join(', '), 'all Graviton, or all x86');
}

/** Refuses nodes. @throws PropError */
export function refuse(scope: IConstruct, problem: string, got: string, allowed: string): never {
  throw new PropError(scope, { problem, got, allowed, fix: 'correct instances, or leave it out' });
}
