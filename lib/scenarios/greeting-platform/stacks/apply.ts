import { Duration } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import { type ClusterPhase, type EksCluster, InstallOrder } from 'stagecraft-constructs/kubernetes';
import type { InstallStep } from '../../../kubernetes/installation';
import type { KubernetesObject } from '../../../kubernetes/kubernetes-object';
import { refOf, refText } from '../../../kubernetes/kubernetes-object';

/** Objects that are applied at the same time. Each takes two concurrent Lambda executions, of which a new account has ten. */
const AT_ONCE = 4;

type HelmRelease = Extract<InstallStep, { kind: 'chart' }>['release'];

/**
 * Applies steps of an installation to a cluster in order; deletes them in reverse order.
 *
 * Each object is a resource, so that CloudFormation deletes the objects that a new version does not have. Pruning by kubectl would leave most kinds:
 * https://github.com/kubernetes/kubectl/blob/master/pkg/util/prune/prune.go. The handler waits for a deletion, but reports success in any case.
 */
export function applySteps(scope: Construct, cluster: EksCluster, phase: ClusterPhase, steps: readonly InstallStep[]): void {
  const order = new InstallOrder(steps.map(({ name }) => name));
  for (const step of steps) {
    const applied =
      step.kind === 'chart' ? [chartIn(scope, cluster, step.release)] : objectsIn(new Construct(scope, step.name), cluster, step.objects);
    order.add(step.name, ...applied);
    cluster.order.add(phase, ...applied);
  }
}

function chartIn(scope: Construct, { cluster }: EksCluster, { name, chart, repository, version, namespace, values }: HelmRelease): eks.HelmChart {
  return new eks.HelmChart(scope, name, {
    cluster,
    release: name,
    chart,
    repository,
    version,
    namespace,
    values: { ...values },
    createNamespace: false,
    wait: true,
    timeout: Duration.minutes(14),
  });
}

function objectsIn(scope: Construct, { cluster }: EksCluster, objects: readonly KubernetesObject[]): eks.KubernetesManifest[] {
  const applied: eks.KubernetesManifest[] = [];
  for (const object of objects) {
    const manifest = new eks.KubernetesManifest(scope, refText(refOf(object)), {
      cluster,
      manifest: [{ ...object }],
      prune: false,
      // Otherwise an object of a failed deployment would fail the next one.
      overwrite: true,
    });
    const earlier = applied.at(-AT_ONCE);
    if (earlier) manifest.node.addDependency(earlier);
    applied.push(manifest);
  }
  return applied;
}
