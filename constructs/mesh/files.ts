/** Source of a read-only volume: a ConfigMap, or a SecretProviderClass of the Secrets Store CSI driver. */
export type FileSource = { readonly configMap: string } | { readonly secretProviderClass: string };

/** A read-only volume and its mount path. */
export interface Files {
  /** Mount path in the container. */
  readonly path: string;
  /** Source of the files. */
  readonly from: FileSource;
}
