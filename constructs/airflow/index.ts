export * from './emr-access';
export * from './mwaa-environment';
export * from './mwaa-props';
