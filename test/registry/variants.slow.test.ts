import { registry } from '../../lib/scenarios/registry';
import { variantsOf } from '../support/scenario';
import { testVariants } from './variants';

/** Variants other than the first, which the fast tests cover. */
const others = Object.keys(registry)
  .map((id) => ({ id, variants: variantsOf(id).slice(1) }))
  .filter(({ variants }) => variants.length > 0);

describe.each(others)('$id', ({ id, variants }) => testVariants(id, variants));
