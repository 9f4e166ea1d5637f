/** Health checks of a container: HTTP paths, service names of the gRPC health protocol, or a TCP connection. */
export type Probes =
  | { readonly protocol: 'http'; readonly port: number; readonly live: string; readonly ready: string }
  | { readonly protocol: 'grpc'; readonly port: number; readonly live: string; readonly ready: string }
  | { readonly protocol: 'tcp'; readonly port: number };
