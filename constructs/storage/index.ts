export * from './hadoop';
export * from './local-asset';
export { grantListBucket, grantListing, grantObjects, type ObjectGrant } from './objects';
export * from './private-bucket';
