export * from './objects';
export * from './private-bucket';
