import type { Leftover } from '../../contract/resources';
import type { PartlyDeployed } from '../places';
import type { Config, Contract } from './settings';

/** Manual snapshots, when the configuration gives them up. */
export function leftovers({ config, resources }: PartlyDeployed<Config, Contract>): readonly Leftover[] {
  if (!config.purgeSnapshots) return [];
  const instances = resources.filter(({ type }) => type === 'AWS::RDS::DBInstance');
  return instances.map(({ physicalId: instance }) => ({ kind: 'db-snapshots', instance }));
}
