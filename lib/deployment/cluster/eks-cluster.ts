import { rmSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EksVerbs } from '../../aws/eks';
import { type Cluster, clusterOf } from '../../kubernetes/cluster';

/** Milliseconds after which the token is written again. It is good for 15 minutes, and kubectl reads the file again at least every minute. */
const FRESH_MS = 10 * 60_000;

/** Only its owner may read a file with a token. */
const PRIVATE = { mode: 0o600 };

/**
 * An EKS cluster, reached with the credentials of the account. Its kubeconfig is its own file, readable by its owner only; it refers to a second
 * one with a token, which is replaced before it expires. Both are deleted when the cluster is closed, or the process ends.
 */
export async function eksCluster(eks: EksVerbs, name: string): Promise<Cluster> {
  const { endpoint, certificateAuthority } = await eks.endpoint(name);
  // The folder is made with mode 0700.
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
    // Replaced at once: a reader sees the old one or the new one.
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
  // A token that could not be replaced fails the next request, with a reason.
  refresh = setInterval(() => void writeToken().catch(() => {}), FRESH_MS);
  refresh.unref();
  return clusterOf({ name, kubeconfig }, close);
}

/** A kubeconfig, in JSON, which is YAML too. It holds no secret: the token is in another file. */
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
