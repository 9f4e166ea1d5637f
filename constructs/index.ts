export * from './errors';
export * from './versions';
