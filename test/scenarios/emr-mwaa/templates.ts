import { stacksOf } from '../../support/scenario';

export const templatesOf = stacksOf<'network' | 'airflow'>('emr-mwaa');
