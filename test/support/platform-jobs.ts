/** Jobs that call the platform over HTTP, and of AWS read the contract alone. */
export const PLATFORM_JOBS: Readonly<Record<string, readonly string[]>> = {
  'istio-grpc': ['smoke', 'load'],
  'istio-observability': ['smoke', 'load'],
};
