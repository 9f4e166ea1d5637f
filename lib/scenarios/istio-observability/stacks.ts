import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Build, ScenarioStage } from '../stage';
import type { scenario } from './scenario';
import type { Config, Contract } from './settings';
import { App } from './stacks/app';
import { Cluster } from './stacks/cluster';
import { Data } from './stacks/data';
import { installationOnEks } from './stacks/installation';
import { Mesh } from './stacks/mesh';
import { Network } from './stacks/network';
import { Telemetry } from './stacks/telemetry';

/** The estate, with services that speak REST. */
export const build: Build<typeof scenario> = (stage, config) => buildEstate(stage, config, 'rest');

/**
 * Stacks by lifetime, in order of deployment: network, data, the cluster with its way in, the mesh, what watches it, and the services. They are deleted the
 * other way round, so that each controller is still there when what it has to clean up goes.
 *
 * The protocol changes the services alone.
 */
export function buildEstate(stage: ScenarioStage<Contract>, config: Config, protocol: Protocol): void {
  const network = new Network(stage, config);
  const data = new Data(stage, config, network);
  const cluster = new Cluster(stage, config, network, data);
  const mesh = new Mesh(stage, cluster);
  const telemetry = new Telemetry(stage, config, data, cluster);
  const app = new App(stage, config, data, cluster);
  telemetry.addStackDependency(mesh, 'It is installed where the mesh has made room for it');

  const installation = installationOnEks(config, protocol, { data, cluster, image: app.image });
  mesh.install(installation);
  telemetry.install(installation);
  app.install(installation);
}
