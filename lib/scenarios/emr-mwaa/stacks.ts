import type { Build } from '../stage';
import type { scenario } from './scenario';
import { Airflow } from './stacks/airflow';
import { AirflowNetwork } from './stacks/network';

/** Stacks by lifetime: the environment takes half an hour to make and can be replaced, its network stays. */
export const build: Build<typeof scenario> = (stage, config) => {
  const { vpc } = new AirflowNetwork(stage, config);
  new Airflow(stage, config, vpc);
};
