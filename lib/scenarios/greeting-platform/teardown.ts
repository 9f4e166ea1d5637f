import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

/** Nothing to stop: services are deleted with their stack, and jobs end with their command. */
export async function stop(): Promise<readonly string[]> {
  return [];
}

/**
 * Orphaned resources. Amazon MQ names its log groups by the broker id; network interfaces of pods stay when a node is deleted before its CNI plugin
 * has cleaned up, and block the deletion of the VPC.
 */
export function leftovers({ contract }: Pick<Deployed<Config, Contract>, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  // Any other prefix could match log groups of other owners.
  const isBrokers = /^\/aws\/amazonmq\/broker\/[^/]+\/$/.test(contract.brokerLogPrefix);
  return [
    ...(isBrokers ? [{ kind: 'log-groups', prefix: contract.brokerLogPrefix } as const] : []),
    { kind: 'network-interfaces', cluster: contract.clusterName },
  ];
}
