import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct, type IConstruct } from 'constructs';
import { InstallOrder } from './install-order';

/** Phases in which a cluster is filled: what nodes need to become ready, nodes, what runs on them for all, charts, workloads. */
export type ClusterPhase = 'networking' | 'nodes' | 'add-ons' | 'charts' | 'workloads';

/** The phases, first to last. */
export const CLUSTER_PHASES: readonly ClusterPhase[] = ['networking', 'nodes', 'add-ons', 'charts', 'workloads'];

/** An EKS cluster, made by `EksCluster` or imported. */
export interface IEksCluster extends IConstruct, ec2.IConnectable {
  /** The cluster as aws-cdk-lib has it. */
  readonly cluster: eks.ICluster;
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Order in which this app fills the cluster. */
  readonly order: InstallOrder<ClusterPhase>;
  /** Subnets of nodes and control plane. */
  readonly subnets: ec2.ISubnet[];
  /** Whether EKS Auto Mode is enabled. */
  readonly autoMode: boolean;
}

/** An EKS cluster that another stack or app made. */
export interface EksClusterAttributes {
  /** Name of the cluster. */
  readonly clusterName: string;

  /** VPC of the cluster. */
  readonly vpc: ec2.IVpc;

  /** Private subnets of its nodes. */
  readonly subnets: readonly ec2.ISubnet[];

  /** Security group that EKS made for control plane, nodes and pods. */
  readonly clusterSecurityGroup: ec2.ISecurityGroup;

  /**
   * Whether EKS Auto Mode is enabled.
   *
   * @default false
   */
  readonly autoMode?: boolean;
}

/** A cluster by its attributes. What this app adds to it waits for nothing that is there already. */
export class ImportedEksCluster extends Construct implements IEksCluster {
  public readonly cluster: eks.ICluster;
  public readonly clusterName: string;
  public readonly order = new InstallOrder<ClusterPhase>(CLUSTER_PHASES);
  public readonly subnets: ec2.ISubnet[];
  public readonly autoMode: boolean;
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, { clusterName, vpc, subnets, clusterSecurityGroup, autoMode }: EksClusterAttributes) {
    super(scope, id);
    const { securityGroupId: clusterSecurityGroupId } = clusterSecurityGroup;
    this.cluster = eks.Cluster.fromClusterAttributes(this, 'Resource', { clusterName, vpc, clusterSecurityGroupId });
    this.clusterName = clusterName;
    this.subnets = [...subnets];
    this.autoMode = autoMode ?? false;
    this.connections = clusterSecurityGroup.connections;
  }
}
