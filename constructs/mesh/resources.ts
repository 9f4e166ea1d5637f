/** CPU and memory requests and limits of a container. */
export interface Resources {
  /** CPU request, in millicores. */
  readonly cpuMillicores: number;
  /** Memory request, in MiB. */
  readonly memoryMebibytes: number;
  /** CPU limit, in millicores. */
  readonly cpuLimitMillicores: number;
  /** Memory limit, in MiB. A container that exceeds it is terminated. */
  readonly memoryLimitMebibytes: number;
}
