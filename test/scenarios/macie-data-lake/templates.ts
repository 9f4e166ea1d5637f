import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'buckets' | 'inspection'>('macie-data-lake');
