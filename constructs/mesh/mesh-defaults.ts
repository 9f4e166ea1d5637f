import { Construct } from 'constructs';
import { PeerAuthentication } from './istio/peer-authentication';
import { Telemetry } from './istio/telemetry';

/** Properties of `MeshDefaults`. */
export interface MeshDefaultsProps {
  /**
   * Name of the extension provider that receives spans, as the control plane knows it.
   *
   * @default - nothing is traced
   */
  readonly tracer?: string;

  /**
   * Traces of which spans are reported, in per cent.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * Namespace of the control plane. What stands there holds for the whole mesh.
   *
   * @default 'istio-system'
   */
  readonly controlPlane?: string;
}

/** What holds for the whole mesh: nobody is heard without a certificate of the mesh, and every request is traced. */
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
