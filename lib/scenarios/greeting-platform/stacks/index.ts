import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { ScenarioStage } from '../../stage';
import type { Config, Contract } from '../settings';
import { App } from './app';
import { Cluster } from './cluster';
import { Data } from './data';
import { installationOnEks } from './installation';
import { Mesh } from './mesh';
import { Network } from './network';
import { Telemetry } from './telemetry';

/**
 * Stacks by lifetime, in order of deployment: network, data, cluster with load balancer, mesh, telemetry, and services. They are deleted in
 * reverse order, so that each controller still runs when its objects are deleted.
 *
 * The protocol only changes the services.
 */
export function buildPlatform(stage: ScenarioStage<Contract>, config: Config, protocol: Protocol): void {
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
