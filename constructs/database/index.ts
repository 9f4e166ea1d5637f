export * from './document-db-cluster';
export * from './postgres-alarms';
export * from './postgres-database';
export * from './postgres-event-alerts';
export * from './postgres-function';
export * from './postgres-gateway';
export * from './postgres-network';
export * from './postgres-props';
