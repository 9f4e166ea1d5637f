import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Alerts } from './stacks/alerts';
import { Database } from './stacks/database';

/** Two stacks: alerts are deployed first and deleted last, so that they also report the creation and deletion of the instances. */
export const build: Build<typeof scenario> = (stage, config) => {
  const alerts = new Alerts(stage, config);
  new Database(stage, config, alerts);
};
