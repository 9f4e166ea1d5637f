import type { EngineId, EngineModule, Engines } from '../engine';
import { airflow } from './airflow';
import { duckdb } from './duckdb';
import { mongo } from './mongo';
import { postgres } from './postgres';
import { postgresServer } from './postgres-server';
import { rabbitmq } from './rabbitmq';
import { s3 } from './s3';
import { services } from './services';
import { spark } from './spark';
import { superset } from './superset';

/** Every engine of a rehearsal. Importing this file loads none of them. */
export const engines: { readonly [Id in EngineId]: EngineModule<Engines[Id]> } = {
  duckdb,
  spark,
  airflow,
  superset,
  services,
  rabbitmq,
  mongo,
  s3,
  postgres,
  postgresServer,
};
