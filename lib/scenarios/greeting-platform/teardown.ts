import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

/** Nothing runs beside the services, which go with their stack: jobs of this scenario end with the command that started them. */
export async function stop(): Promise<readonly string[]> {
  return [];
}

/**
 * What services made by themselves. Amazon MQ makes its log groups under an id of its own; network interfaces of pods stay when a node goes before its plugin
 * has cleaned up, and would keep the network from being deleted.
 */
export function leftovers({ contract }: Pick<Deployed<Config, Contract>, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  // Whatever else stood there would name the log groups of others.
  const isBrokers = /^\/aws\/amazonmq\/broker\/[^/]+\/$/.test(contract.brokerLogPrefix);
  return [
    ...(isBrokers ? [{ kind: 'log-groups', prefix: contract.brokerLogPrefix } as const] : []),
    { kind: 'network-interfaces', cluster: contract.clusterName },
  ];
}
