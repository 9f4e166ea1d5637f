import type { Build } from '../stage';
import { Airflow } from './stacks/airflow';
import { AirflowNetwork } from './stacks/network';
import type { scenario } from './scenario';

/** Stacks by lifetime: the environment takes half an hour to make and can be replaced, its network stays. */
export const build: Build<typeof scenario> = (stage, config) => {
  const { vpc } = new AirflowNetwork(stage, config);
  new Airflow(stage, config, vpc);
};
