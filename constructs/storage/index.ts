export * from './local-asset';
export * from './objects';
export * from './private-bucket';
