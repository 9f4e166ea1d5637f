import { closest } from '../closest';
import { ConfigError } from '../errors';
import type { Scenario } from './scenario';
import type { ScenarioStage } from './stage';

/** What `list` shows of a scenario, and how to load the rest. */
export interface Entry {
  readonly title: string;
  readonly summary: string;
  readonly services: readonly string[];
  load(): Promise<{ readonly scenario: Scenario }>;
  stacks(): Promise<{ build(stage: ScenarioStage, config: never): void }>;
}

/** Every scenario. This file is all that `list` and `--help` read: nothing here may import zod or the CDK. */
export const registry: Readonly<Record<string, Entry>> = {
  'glue-athena-data-lake': {
    title: 'Serverless data lake with Glue, Athena and QuickSight',
    summary: 'Smart-hub readings become partitioned Parquet, are priced by SQL and end in a dashboard.',
    services: ['S3', 'Glue', 'Athena', 'Lambda', 'Step Functions', 'QuickSight'],
    load: () => import('./glue-athena-data-lake/scenario'),
    stacks: () => import('./glue-athena-data-lake/stacks'),
  },
};

/** The entry with this id, or a refusal that names the nearest one. */
export function entryOf(id: string): Entry {
  const entry = registry[id];
  if (entry && Object.hasOwn(registry, id)) return entry;
  throw new ConfigError({
    problem: 'unknown scenario',
    got: `'${id}'`,
    allowed: Object.keys(registry).join(', '),
    fix: `stagecraft list${closest(id, Object.keys(registry), (near) => `; did you mean '${near}'?`)}`,
  });
}
