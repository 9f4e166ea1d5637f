import { closest } from '../../check';
import { ConfigError } from '../../errors';
import { helmVersion } from '../../kubernetes/helm';
import type { Installation } from '../../kubernetes/installation';
import { contexts, kubectlVersion } from '../../kubernetes/kubectl';

/** Oldest kubectl that works with the oldest server that Istio supports: it may be one minor version older. https://kubernetes.io/releases/version-skew-policy/ */
const OLDEST_KUBECTL = '1.31';

/** First Helm whose `uninstall` takes a release that is not there for removed. */
const OLDEST_HELM = '3.13';

/** Versions of the programs that work on a cluster. */
export interface Tools {
  readonly kubectl: string;
  readonly helm: string;
}

/** Each program with a way to its version, which fails when it is missing or too old. */
export const programs: Readonly<Record<keyof Tools, () => Promise<string>>> = {
  kubectl: async () => atLeast('kubectl', await kubectlVersion(), OLDEST_KUBECTL, 'https://kubernetes.io/docs/tasks/tools/'),
  helm: async () => atLeast('helm', await helmVersion(), OLDEST_HELM, 'https://helm.sh/docs/intro/install/'),
};

/** @throws ConfigError when kubectl or Helm is missing or too old */
export async function requireTools(): Promise<Tools> {
  return { kubectl: await programs.kubectl(), helm: await programs.helm() };
}

/** @throws ConfigError naming the contexts that there are */
export async function requireContext(context: string): Promise<void> {
  const known = await contexts();
  if (known.includes(context)) return;
  throw new ConfigError({
    problem: 'the kubeconfig has no such context',
    got: `'${context}'`,
    allowed: known.length > 0 ? known.join(', ') : 'none: the kubeconfig has no contexts',
    fix: `name another with --cluster, or add it to the kubeconfig${closest(context, known, (near) => `; did you mean '${near}'?`)}`,
  });
}

/** @throws ConfigError when not all of an installation works on this version of Kubernetes */
export function requireServerVersion(cluster: string, version: string, { oldest, newest }: Installation['kubernetes']): void {
  const isOld = compareMinor(version, oldest) < 0;
  if (!isOld && compareMinor(version, newest) <= 0) return;
  throw new ConfigError({
    problem: `cluster ${cluster} is too ${isOld ? 'old' : 'new'}`,
    got: `Kubernetes ${version}`,
    allowed: `${oldest} to ${newest}`,
    fix: isOld ? 'upgrade the cluster, or name another with --cluster' : 'name an older cluster with --cluster, or update stagecraft',
  });
}

/** What there is to say about kubectl and a server that are further apart than Kubernetes supports. */
export function skewNote(kubectl: string, server: string): string | undefined {
  const apart = Math.abs(minorOf(kubectl) - minorOf(server));
  return apart > 1 ? `kubectl ${kubectl} and Kubernetes ${server} are ${apart} minor versions apart; Kubernetes supports one` : undefined;
}

function atLeast(program: string, version: string, oldest: string, where: string): string {
  if (compareMinor(version, oldest) >= 0) return version;
  throw new ConfigError({ problem: `${program} is too old`, got: version, allowed: `${oldest} or later`, fix: `install a newer one: ${where}` });
}

/** Less than zero when one is older than the other; patches do not count. */
function compareMinor(one: string, other: string): number {
  const [[major, minor], [otherMajor, otherMinor]] = [partsOf(one), partsOf(other)];
  return major - otherMajor || minor - otherMinor;
}

function minorOf(version: string): number {
  return partsOf(version)[1];
}

function partsOf(version: string): [major: number, minor: number] {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
