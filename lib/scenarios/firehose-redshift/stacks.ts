import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Delivery } from './stacks/delivery';
import { Warehouse } from './stacks/warehouse';

/** Two stacks: delivery needs the warehouse, and is deleted before it. */
export const build: Build<typeof scenario> = (stage, config) => {
  new Delivery(stage, config, new Warehouse(stage, config));
};
