import { Construct } from 'constructs';
import { PropError } from '../errors';
import { ServiceEntry } from './istio/service-entry';

/** Properties of an `ExternalService`. */
export interface ExternalServiceProps {
  /** Name of the ServiceEntry. */
  readonly name: string;
  /** Namespace of the ServiceEntry. */
  readonly namespace: string;
  /** All host names, including those that a driver discovers from a cluster. The first label may be `*`. */
  readonly hosts: readonly string[];
  /** Port of all hosts. */
  readonly port: number;

  /**
   * Protocol. With TLS the sidecar matches the server name (SNI); with TCP it matches only the port.
   *
   * @default 'TLS'
   */
  readonly protocol?: 'TLS' | 'TCP';
}

/** A service outside the mesh: a ServiceEntry allows the traffic and adds it to the telemetry. */
export class ExternalService extends Construct {
  constructor(scope: Construct, id: string, { name, namespace, hosts, port, protocol = 'TLS' }: ExternalServiceProps) {
    super(scope, id);
    if (hosts.length === 0) throw new PropError(this, { problem: 'hosts is empty', got: name, fix: 'pass the host names of the external service' });

    new ServiceEntry(this, 'Resource', {
      metadata: { name, namespace },
      spec: {
        hosts: [...hosts],
        ports: [{ number: port, name: `${protocol.toLowerCase()}-${name}`.slice(0, 63), protocol }],
        location: 'MESH_EXTERNAL',
        resolution: 'NONE',
      },
    });
  }
}
