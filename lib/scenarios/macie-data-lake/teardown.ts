import type { Leftover } from '../../contract/resources';
import type { PartlyDeployed } from '../places';
import { scansOf } from './scan';
import type { Config, Contract } from './settings';

/** Scans go on, and cost, without the lake: they belong to no stack. */
export function leftovers({ stage }: PartlyDeployed<Config, Contract>): readonly Leftover[] {
  return [{ kind: 'macie-scans', prefix: scansOf(stage) }];
}
