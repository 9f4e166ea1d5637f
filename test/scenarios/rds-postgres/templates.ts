import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'alerts' | 'database'>('rds-postgres');
