import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { PodIdentity } from 'stagecraft-constructs/kubernetes';
import { graph } from '../../../../workloads/greeting-service/graph';
import type { Installation } from '../../../kubernetes/installation';
import { serviceBundle } from '../../../paths';
import type { ScenarioStage } from '../../stage';
import { APPLICATION, letters, nameOf } from '../names';
import type { Config, Contract } from '../settings';
import { applySteps } from './apply';
import type { Cluster } from './cluster';
import type { Data } from './data';

/** The services with their page, their image, and their right to read how database and queue are reached. */
export class App extends Stack {
  /** URI of the service image. */
  public readonly image: string;

  constructor(
    stage: ScenarioStage<Contract>,
    config: Config,
    { connections }: Data,
    private readonly cluster: Cluster,
  ) {
    super(stage, 'app', { description: 'Services of the reference platform' });
    const { imageUri } = new DockerImageAsset(this, 'Image', { directory: serviceBundle('greeting-service'), platform: platformOf(config) });
    this.image = imageUri;

    for (const letter of letters.filter((each) => graph[each].stores || graph[each].queue)) {
      const identity = new PodIdentity(this, `Identity-${nameOf(letter)}`, {
        cluster: cluster.eks,
        namespace: APPLICATION,
        serviceAccount: nameOf(letter),
      });
      connections.grantRead(identity);
    }
  }

  public install({ steps }: Installation): void {
    applySteps(
      this,
      this.cluster.eks,
      'workloads',
      steps.filter(({ name }) => name === 'platform'),
    );
  }
}

/** Nodes of Auto Mode are x86 by default. */
function platformOf({ autoMode, nodeType }: Config): Platform {
  const isArm = !autoMode && new ec2.InstanceType(nodeType).architecture === ec2.InstanceArchitecture.ARM_64;
  return isArm ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64;
}
