import { pickPart } from '../../lib/actions/pick';
import type { Place } from '../../lib/scenarios/places';
import type { Parts } from '../../lib/scenarios/scenario';

interface NeedsPlaces {
  readonly needs: readonly Place[];
}

/** The part that a command takes after `--cluster`. */
export function inCluster<P extends NeedsPlaces>(parts: Parts<NeedsPlaces>, name: string): P {
  return pickPart(parts, { name, what: 'part', scenario: 'scenario', cluster: 'context' }) as P;
}

/** The part that a command takes without `--cluster`. */
export function inAccount<P extends NeedsPlaces>(parts: Parts<NeedsPlaces>, name: string): P {
  return pickPart(parts, { name, what: 'part', scenario: 'scenario' }) as P;
}
