import { Construct } from 'constructs';
import { PeerAuthentication } from './istio/peer-authentication';
import { Telemetry } from './istio/telemetry';

/** Properties of `MeshDefaults`. */
export interface MeshDefaultsProps {
  /**
   * Name of the extension provider for tracing, in the mesh configuration.
   *
   * @default - no tracing
   */
  readonly tracer?: string;

  /**
   * Sampling rate of traces, in percent.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * Namespace of the control plane, whose policies apply to the whole mesh.
   *
   * @default 'istio-system'
   */
  readonly controlPlane?: string;
}

/** Mesh-wide defaults: strict mutual TLS, and tracing with a sampling rate. */
export class MeshDefaults extends Construct {
  constructor(scope: Construct, id: string, { tracer, samplingPercentage = 100, controlPlane = 'istio-system' }: MeshDefaultsProps = {}) {
    super(scope, id);
    new PeerAuthentication(this, 'Encryption', {
      metadata: { name: 'default', namespace: controlPlane },
      spec: { mtls: { mode: 'STRICT' } },
    });
    if (tracer === undefined) return;
    new Telemetry(this, 'Tracing', {
      metadata: { name: 'mesh-default', namespace: controlPlane },
      spec: { tracing: [{ providers: [{ name: tracer }], randomSamplingPercentage: samplingPercentage }] },
    });
  }
}
