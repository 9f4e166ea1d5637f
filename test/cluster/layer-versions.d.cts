/** Versions of the programs in the Lambda layer of the default Kubernetes version, by name. */
export function versions(): Readonly<Record<string, string>>;
