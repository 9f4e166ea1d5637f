import { Chart, Testing } from 'cdk8s';

/** A Kubernetes object. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** The objects of a chart that `define` fills. */
export function rendered(define: (chart: Chart) => void): Rendered[] {
  const chart = new Chart(Testing.app(), 'test', { disableResourceNameHashes: true });
  define(chart);
  return chart.toJson();
}

/** The object of a kind, by name where there are several. */
export function one(objects: readonly Rendered[], kind: string, name?: string): Rendered {
  const found = objects.filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  expect(found.map(({ metadata }) => metadata.name)).toHaveLength(1);
  return found[0]!;
}
