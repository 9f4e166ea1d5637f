import { App, type Environment, Errors } from 'aws-cdk-lib';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { ConfigError } from '../errors';
import { folderUntilExit } from '../temporary';
import type { LoadedScenario } from './load';
import { requireNodeRoom } from './node-room';
import { ScenarioStage } from './stage';

export interface SynthesizeOptions {
  /** Account and region. @default - environment-agnostic */
  readonly env?: Environment;
  /** Folder of the cloud assembly. @default - a temporary folder */
  readonly outdir?: string;
}

export interface Synthesized {
  readonly assembly: CloudAssembly;
  /** The stacks in order of deployment. */
  readonly stacks: readonly CloudFormationStackArtifact[];
}

const CONTEXT = {
  // Construct creation stack traces: a hundred kilobytes of local paths.
  'aws:cdk:disable-creation-stack-traces': true,
  // The CDK's default, set explicitly: strong cross-stack references.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** The CDK app of one scenario, before synthesis. */
function appOf(
  { entry, scenario, stage, config }: LoadedScenario,
  { build }: Awaited<ReturnType<typeof entry.stacks>>,
  options: SynthesizeOptions = {},
): App {
  const outdir = options.outdir ?? folderUntilExit();
  // Validation only runs in `stagecraft validate`: it would be most of the cost of a synthesis.
  const app = new App({ outdir, builtinCloudFormationValidation: false, analyticsReporting: false, treeMetadata: false, context: CONTEXT });
  build(new ScenarioStage(app, { scenario, stageName: stage, ttlHours: config.ttlHours, env: options.env }), config as never);
  return app;
}

/**
 * Synthesizes a scenario, without network or credentials. The same input gives the same bytes.
 *
 * @throws ConfigError when the CDK refuses a configuration value, or when pods do not fit on the nodes
 */
export async function synthesize(loaded: LoadedScenario, options: SynthesizeOptions = {}): Promise<Synthesized> {
  const stacks = await loaded.entry.stacks();
  const assembly = refusing(loaded, () => appOf(loaded, stacks, options).synth());
  requireNodeRoom(
    loaded.config,
    assembly.stacksRecursively.map(({ template }) => template),
  );
  return { assembly, stacks: assembly.stacksRecursively };
}

/** Turns an error of the CDK about a value into a refusal of the configuration. */
function refusing<T>({ scenario: { id } }: LoadedScenario, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!Errors.isValidationError(cause)) throw cause;
    const { message } = cause;
    throw new ConfigError({ problem: `the CDK refuses the stacks of ${id}`, got: message, fix: `stagecraft config ${id}` }, { cause });
  }
}
