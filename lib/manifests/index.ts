export * from './installation';
export { type Entrance, type PlatformOptions, platform } from './platform';
export { APPLICATION, CONTROL_PLANE, referenceGraph, STORES } from './reference-graph';
export type { ManagedStores } from './reference-platform';
export { filled, type SavedQuery, savedQueries } from './saved-queries';
export { CONNECTIONS, storeSecretObjects } from './stores';
export { dashboardPages } from './telemetry';
export { tracerOf } from './tracing';
