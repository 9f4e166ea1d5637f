import type { Leftover } from '../../contract/leftover';
import type { PartlyDeployed } from '../scenario';
import { scansOf } from './scan';
import type { Config, ContractName } from './settings';

/** Scans go on, and cost, without the lake: they belong to no stack. */
export function leftovers({ stage }: PartlyDeployed<Config, ContractName>): readonly Leftover[] {
  return [{ kind: 'macie-scans', prefix: scansOf(stage) }];
}
