import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Lake } from './stacks/lake';
import { Processing } from './stacks/processing';

/** Stacks by lifetime: the lake keeps data, processing can be replaced at any time, the dashboard is optional and deleted first. */
export const build: Build<typeof scenario> = (stage, config) => {
  const lake = new Lake(stage, config);
  const { workgroup } = new Processing(stage, config, lake);
  if (config.withDashboard) {
    // Loaded lazily: the QuickSight library takes as long to load as all the rest.
    const { dashboardStack } = require('./stacks/dashboard') as typeof import('./stacks/dashboard');
    dashboardStack(stage, config, { data: lake.data, database: lake.database, workgroup });
  } else {
    stage.publish(lake, { dashboard: undefined });
  }
};
