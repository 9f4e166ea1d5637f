export * from './analysis';
export * from './athena-data-source';
export * from './dashboard';
export { type CalculatedColumn, ColumnType, type DataSetColumn, GeographicRole } from './data-set-columns';
export * from './data-set-source';
export * from './definition';
export * from './fields';
export * from './permissions';
export * from './spice-data-set';
