import type { EngineId, EngineModule, Engines } from '../engine';
import { duckdb } from './duckdb';
import { spark } from './spark';

/** Every engine of a rehearsal. Importing this file loads none of them. */
export const engines: { readonly [Id in EngineId]: EngineModule<Engines[Id]> } = { duckdb, spark };
