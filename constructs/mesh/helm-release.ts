/** A value of a chart. */
export type HelmValue = string | number | boolean | null | readonly HelmValue[] | { readonly [name: string]: HelmValue };

/** A chart to install: what `helm upgrade --install` needs to know. Nothing is fetched until somebody installs it. */
export interface HelmRelease {
  /** Name of the release. */
  readonly name: string;
  /** Name of the chart in its repository. */
  readonly chart: string;
  /** Address of the repository. */
  readonly repository: string;
  /** Version of the chart. */
  readonly version: string;
  /** Namespace of what it installs. */
  readonly namespace: string;
  /** Values that differ from the chart's own. */
  readonly values: { readonly [name: string]: HelmValue };
}
