import type { Variant } from '../../support/scenario';

export const variants: readonly Variant[] = [{ name: 'without an environment', set: {} }];
