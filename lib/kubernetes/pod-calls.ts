import type { KubernetesObject } from './kubernetes-object';

/** Pods with the same labels, or a range of addresses outside the cluster. */
export interface CallParty {
  /** Name in reports. */
  readonly name: string;
  /** @default - outside the cluster */
  readonly pod?: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly serviceAccount: string;
    /** It has a proxy of the mesh, so that it calls with a certificate. */
    readonly isInMesh: boolean;
    readonly ports: readonly ContainerPort[];
  };
  /** An address that it has. @default - not known */
  readonly address?: string;
}

export interface ContainerPort {
  /** @default - none */
  readonly name?: string;
  readonly port: number;
  readonly protocol: TransportProtocol;
}

export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';

/** A request of HTTP; a call of gRPC is a POST of `/package.Service/Method`. */
export interface PodRequest {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
}

/** A call that a party makes. */
export interface PodCall {
  /** Name of the calling party. */
  readonly from: string;
  /** Name of the called party. */
  readonly to: string;
  /** Port of the container, not of the Service in front of it. */
  readonly port: number;
  /** @default 'TCP' */
  readonly protocol?: TransportProtocol;
  /** @default - not HTTP */
  readonly requests?: readonly PodRequest[];
}

/** Everything that calls in a cluster: what the configuration of its programs says, not what policies allow. */
export interface PodCalls {
  /** Parties that no Deployment of the manifests is, such as pods of charts. */
  readonly parties: readonly CallParty[];
  readonly calls: readonly PodCall[];
}

/** An installation of a cluster, with the calls of its pods. */
export interface CalledCluster extends PodCalls {
  /** How it differs from others of the scenario. */
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}
