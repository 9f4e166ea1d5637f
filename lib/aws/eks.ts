import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { SignatureV4 } from '@smithy/signature-v4';
import { JobError } from '../errors';

/** What a kubeconfig needs to know of an EKS cluster. */
export interface EksEndpoint {
  readonly endpoint: string;
  /** Certificate of its authority: PEM, in base64. */
  readonly certificateAuthority: string;
}

/** What a command can ask EKS. */
export interface EksVerbs {
  /** Where a cluster is. @throws JobError when it is not ready */
  endpoint(cluster: string): Promise<EksEndpoint>;
  /** A bearer token that a cluster takes for 15 minutes; nobody is asked for it. It is a secret. */
  token(cluster: string): Promise<string>;
}

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];

export interface EksOptions {
  readonly region: string;
  readonly credentials: SignerOptions['credentials'];
  /** The hash of the SDK. */
  readonly sha256: SignerOptions['sha256'];
  /** Time that is signed. @default - now */
  readonly now?: () => Date;
}

/** Seconds for which EKS accepts the signed address inside a token. The token itself is good for 15 minutes. */
const SIGNED_SECONDS = 60;

export function eksVerbs(client: EKSClient, { region, credentials, sha256, now }: EksOptions): EksVerbs {
  return {
    async endpoint(name) {
      const { cluster } = await client.send(new DescribeClusterCommand({ name }));
      const { status, endpoint, certificateAuthority } = cluster ?? {};
      if (endpoint !== undefined && certificateAuthority?.data !== undefined) return { endpoint, certificateAuthority: certificateAuthority.data };
      throw new JobError({ problem: `EKS cluster ${name} cannot be used yet`, got: status, allowed: 'ACTIVE', fix: 'wait until it is active' });
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
          // The cluster refuses a token that was made for another one.
          headers: { host: hostname, 'x-k8s-aws-id': cluster },
        },
        { expiresIn: SIGNED_SECONDS, unhoistableHeaders: new Set(['x-k8s-aws-id']), signingDate: now?.() },
      );
      const parameters = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
      return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${parameters.join('&')}`).toString('base64url')}`;
    },
  };
}
