export * from './load-role';
export * from './provisioned-warehouse';
export * from './s3-event-integration';
export * from './serverless-warehouse';
export { type IWarehouse, REDSHIFT_PORT } from './warehouse';
export type { WarehouseProps } from './warehouse-props';
