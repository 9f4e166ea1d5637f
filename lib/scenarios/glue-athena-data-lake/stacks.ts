import type { Build } from '../stage';
import { Lake } from './lake';
import { Processing } from './processing';
import type { scenario } from './scenario';

/** Stacks by lifetime: the lake keeps data, processing can be replaced at any time, the dashboard is optional and goes first. */
export const build: Build<typeof scenario> = (stage, config) => {
  const lake = new Lake(stage, config);
  const { workgroup } = new Processing(stage, config, lake);
  if (config.withDashboard) {
    // Loaded when it is wanted: the QuickSight library takes as long to load as the rest together.
    const { dashboardStack } = require('./dashboard') as typeof import('./dashboard');
    dashboardStack(stage, config, { data: lake.data, database: lake.database, workgroup });
  } else {
    stage.publish(lake, { dashboard: 'none' });
  }
};
