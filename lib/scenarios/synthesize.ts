import { App, type Environment } from 'aws-cdk-lib';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { folderUntilExit } from '../temporary';
import type { LoadedScenario } from './load';
import { ScenarioStage } from './stage';

export interface SynthesizeOptions {
  /** Account and region. @default - those of the credentials that deploy */
  readonly env?: Environment;
  /** Folder of the cloud assembly. @default - a folder that is there until the process ends */
  readonly outdir?: string;
}

export interface Synthesized {
  readonly assembly: CloudAssembly;
  /** The stacks in order of deployment. */
  readonly stacks: readonly CloudFormationStackArtifact[];
}

const CONTEXT = {
  // Where in the code each resource was made: a hundred kilobytes of this machine's paths.
  'aws:cdk:disable-creation-stack-traces': true,
  // The CDK's own default, which it wants to be written out: a stack cannot take away what another one uses.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** The CDK app of one scenario, not yet synthesized. */
function appOf(
  { entry, scenario, stage, config }: LoadedScenario,
  { build }: Awaited<ReturnType<typeof entry.stacks>>,
  options: SynthesizeOptions = {},
): App {
  const outdir = options.outdir ?? folderUntilExit();
  // Validation runs once, in `stagecraft validate`, and not in every synthesis: it is most of its cost.
  const app = new App({ outdir, builtinCloudFormationValidation: false, analyticsReporting: false, treeMetadata: false, context: CONTEXT });
  build(new ScenarioStage(app, { scenario, stageName: stage, ttlHours: config.ttlHours, env: options.env }), config as never);
  return app;
}

/** Synthesizes a scenario, without network and credentials. The same input gives the same bytes. */
export async function synthesize(loaded: LoadedScenario, options: SynthesizeOptions = {}): Promise<Synthesized> {
  const assembly = appOf(loaded, await loaded.entry.stacks(), options).synth();
  return { assembly, stacks: assembly.stacksRecursively };
}
