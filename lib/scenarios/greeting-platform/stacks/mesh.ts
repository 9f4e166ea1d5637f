import { Stack } from 'aws-cdk-lib';
import type { Installation } from '../../../kubernetes/installation';
import type { ScenarioStage } from '../../stage';
import type { Contract } from '../settings';
import { applySteps } from './apply';
import type { Cluster } from './cluster';

/** Namespaces, Istio, its gateways, and their target group binding. */
export class Mesh extends Stack {
  constructor(
    stage: ScenarioStage<Contract>,
    private readonly cluster: Cluster,
  ) {
    super(stage, 'mesh', { description: 'Istio of the reference platform' });
  }

  public install({ steps }: Installation): void {
    applySteps(
      this,
      this.cluster.eks,
      'charts',
      steps.slice(
        0,
        steps.findIndex(({ name }) => name === 'telemetry'),
      ),
    );
  }
}
