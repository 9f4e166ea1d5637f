export * from './classification-job';
export * from './custom-data-identifier';
export * from './finding-rule';
export * from './macie-session';
export * from './quarantine';
