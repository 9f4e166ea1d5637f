/** A value of a Helm chart. */
export type HelmValue = string | number | boolean | null | readonly HelmValue[] | { readonly [name: string]: HelmValue };

/** A Helm chart to install: the arguments of `helm upgrade --install`. Nothing is fetched before the installation. */
export interface HelmRelease {
  /** Name of the release. */
  readonly name: string;
  /** Name of the chart in the repository. */
  readonly chart: string;
  /** URL of the chart repository. */
  readonly repository: string;
  /** Version of the chart. */
  readonly version: string;
  /** Namespace of the release. */
  readonly namespace: string;
  /** Values that override the defaults of the chart. */
  readonly values: { readonly [name: string]: HelmValue };
}
