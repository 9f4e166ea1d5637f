import { Construct } from 'constructs';
import { PropError } from '../errors';
import { ServiceEntry } from './istio/service-entry';

/** Properties of an `ExternalService`. */
export interface ExternalServiceProps {
  /** Name of the entry. */
  readonly name: string;
  /** Namespace of the entry. */
  readonly namespace: string;
  /**
   * Host names, all of them: a driver that discovers the members of a cluster connects to each. The first part may be `*`.
   */
  readonly hosts: readonly string[];
  /** Port of the hosts. */
  readonly port: number;

  /**
   * What is spoken there. With TLS, the name that the client asks for decides whether it may pass; with TCP, the port alone does.
   *
   * @default 'TLS'
   */
  readonly protocol?: 'TLS' | 'TCP';
}

/** Something outside the mesh that the mesh lets its services reach, and shows in its telemetry. */
export class ExternalService extends Construct {
  constructor(scope: Construct, id: string, { name, namespace, hosts, port, protocol = 'TLS' }: ExternalServiceProps) {
    super(scope, id);
    if (hosts.length === 0) throw new PropError(this, { problem: 'an external service has no host', got: name, fix: 'give its host names' });

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
