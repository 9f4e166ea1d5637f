import { Duration } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { type ClusterPhase, type EksCluster, InstallOrder } from 'stagecraft-constructs/kubernetes';
import type { InstallStep } from '../../../kubernetes/installation';
import type { KubernetesObject } from '../../../kubernetes/kubernetes-object';

/** Maximum size of the objects of one resource, in characters: the Lambda event is limited to 256 KB. */
const MOST_CHARACTERS = 150_000;

/** Objects of one resource. */
type Part = { readonly id: string; readonly release: HelmRelease } | { readonly id: string; readonly objects: readonly KubernetesObject[] };
type HelmRelease = Extract<InstallStep, { kind: 'chart' }>['release'];

/**
 * Applies steps of an installation to a cluster in order; deletes them in reverse order.
 *
 * The handler waits for a deletion, but reports success in any case.
 */
export function applySteps(scope: Construct, cluster: EksCluster, phase: ClusterPhase, steps: readonly InstallStep[]): void {
  const parts = steps.flatMap(partsOf);
  const order = new InstallOrder(parts.map(({ id }) => id));
  for (const part of parts) {
    const applied = 'release' in part ? chartIn(scope, cluster, part.release) : objectsIn(scope, cluster, part.id, part.objects);
    order.add(part.id, applied);
    cluster.order.add(phase, applied);
  }
}

/** Splits objects, in order, into as few parts as possible. */
function partsOf(step: InstallStep): Part[] {
  if (step.kind === 'chart') return [{ id: step.name, release: step.release }];
  const chunks: KubernetesObject[][] = [[]];
  let length = 0;
  for (const object of step.objects) {
    const more = JSON.stringify(object).length;
    if (length > 0 && length + more > MOST_CHARACTERS) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)?.push(object);
    length += more;
  }
  return chunks.map((objects, index) => ({ id: index === 0 ? step.name : `${step.name}-${index + 1}`, objects }));
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

function objectsIn(scope: Construct, { cluster }: EksCluster, id: string, objects: readonly KubernetesObject[]): eks.KubernetesManifest {
  return new eks.KubernetesManifest(scope, id, {
    cluster,
    // The manifest labels its objects; others use the labels, too.
    manifest: structuredClone([...objects]),
    // Otherwise an object of a failed deployment would fail the next one.
    overwrite: true,
  });
}
