import { rmSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EksVerbs } from '../../aws/eks';
import { type Cluster, clusterOf } from '../../kubernetes/cluster';

/** Milliseconds between two refreshes of the token. It is valid for 15 minutes, and kubectl reads the file at least every minute. */
const FRESH_MS = 10 * 60_000;

/** File mode: only the owner may read a token. */
const PRIVATE = { mode: 0o600 };

/**
 * An EKS cluster, reached with the credentials of the account. Its temporary kubeconfig is readable by this user only; it refers to a second
 * file with a token, which is refreshed before it expires. Both are deleted when the cluster is closed or the process ends.
 */
export async function eksCluster(eks: EksVerbs, name: string): Promise<Cluster> {
  const { endpoint, certificateAuthority } = await eks.endpoint(name);
  // mkdtemp creates the folder with mode 0700.
  const folder = await mkdtemp(join(tmpdir(), 'stagecraft-eks-'));
  const [kubeconfig, token] = [join(folder, 'kubeconfig'), join(folder, 'token')];
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow);
  let refresh: NodeJS.Timeout | undefined;
  const close = async () => {
    clearInterval(refresh);
    process.removeListener('exit', removeNow);
    await rm(folder, { recursive: true, force: true });
  };
  const writeToken = async () => {
    // An atomic rename: a reader sees the old token or the new one.
    await writeFile(`${token}.new`, await eks.token(name), PRIVATE);
    await rename(`${token}.new`, token);
  };
  try {
    await writeToken();
    await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(name, endpoint, certificateAuthority, token)), PRIVATE);
  } catch (error) {
    await close();
    throw error;
  }
  // Without a fresh token, the next request fails with a reason.
  refresh = setInterval(() => void writeToken().catch(() => {}), FRESH_MS);
  refresh.unref();
  return clusterOf({ name, kubeconfig }, close);
}

/** A kubeconfig as JSON, which is valid YAML. It holds no secret: the token is in a separate file. */
function kubeconfigOf(name: string, server: string, certificateAuthority: string, tokenFile: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': certificateAuthority } }],
    users: [{ name, user: { tokenFile } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
}
