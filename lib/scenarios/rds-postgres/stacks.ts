import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Alerts } from './stacks/alerts';
import { Database } from './stacks/database';

/** Two stacks: alerts are deployed first and go last, so that they tell of the creation and of the deletion of the instances too. */
export const build: Build<typeof scenario> = (stage, config) => {
  const alerts = new Alerts(stage, config);
  new Database(stage, config, alerts);
};
