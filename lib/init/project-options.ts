import type { LoadedScenario } from '../scenarios/load';

export interface ProjectOptions {
  /** Name of the npm package. */
  readonly name: string;
  /** Where npm finds `stagecraft-constructs`: a version, a folder, an archive. */
  readonly constructs: string;
  /** Configuration values that replace defaults of the scenario. */
  readonly pinned: Readonly<Record<string, unknown>>;
  /** The scenario with example values of required keys that have none, so that it can be synthesized. */
  readonly example: LoadedScenario;
}
