import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { SignatureV4 } from '@smithy/signature-v4';
import { JobError } from '../errors';

/** The parts of an EKS cluster that a kubeconfig holds. */
export interface EksEndpoint {
  readonly endpoint: string;
  /** CA certificate: PEM, in base64. */
  readonly certificateAuthority: string;
}

/** EKS verbs. */
export interface EksVerbs {
  /** Endpoint and CA of a cluster. @throws JobError when it is not active */
  endpoint(cluster: string): Promise<EksEndpoint>;
  /** A bearer token that a cluster accepts for 15 minutes, signed locally. It is a secret. */
  token(cluster: string): Promise<string>;
}

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];

export interface EksOptions {
  readonly region: string;
  readonly credentials: SignerOptions['credentials'];
  /** SHA-256 of the SDK. */
  readonly sha256: SignerOptions['sha256'];
  /** Time of the signature. @default - now */
  readonly now?: () => Date;
}

/** Expiry of the presigned URL inside a token, in seconds. The token itself is valid for 15 minutes. */
const SIGNED_SECONDS = 60;

export function eksVerbs(client: EKSClient, { region, credentials, sha256, now }: EksOptions): EksVerbs {
  return {
    async endpoint(name) {
      const { cluster } = await client.send(new DescribeClusterCommand({ name }));
      const { status, endpoint, certificateAuthority } = cluster ?? {};
      if (endpoint !== undefined && certificateAuthority?.data !== undefined) return { endpoint, certificateAuthority: certificateAuthority.data };
      throw new JobError({ problem: `EKS cluster ${name} is not active`, got: status, allowed: 'ACTIVE', fix: 'wait until it is active' });
    },
    async token(cluster) {
      const hostname = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
      const signer = new SignatureV4({ service: 'sts', region, credentials, sha256 });
      const { query = {} } = await signer.presign(
        {
          method: 'GET',
          protocol: 'https:',
          hostname,
          path: '/',
          query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
          // A cluster refuses a token for another one.
          headers: { host: hostname, 'x-k8s-aws-id': cluster },
        },
        { expiresIn: SIGNED_SECONDS, unhoistableHeaders: new Set(['x-k8s-aws-id']), signingDate: now?.() },
      );
      const parameters = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
      return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${parameters.join('&')}`).toString('base64url')}`;
    },
  };
}
