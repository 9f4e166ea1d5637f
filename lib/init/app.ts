import type { LoadedScenario } from '../scenarios/load';

/** `bin/app.ts` of a project: the stage with its stacks, and the values that replace defaults of `lib/settings.ts`. */
export function appSource({ scenario, stage }: Pick<LoadedScenario, 'scenario' | 'stage'>, pinned: Readonly<Record<string, unknown>>): string {
  const { ttlHours, ...values } = pinned;
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${literal(value)},\n`);
  return `import { App } from 'aws-cdk-lib';
import { StagecraftError } from 'stagecraft-constructs/errors';
import { config, contract } from '../lib/settings';
import { build } from '../lib/stacks';
import { AppStage } from '../lib/stage';

/** Keys, descriptions and defaults are in lib/settings.ts; a key here replaces its default. */
const values = config.parse({${lines.length > 0 ? `\n${lines.join('')}` : ''}});

/** Each stage name is a separate copy of the stacks: two of them can be deployed to one account and region. */
const stageName = ${literal(stage)};

try {
  const stage = new AppStage(new App(), { scenario: { id: ${literal(scenario.id)}, contract }, stageName${ttlHours === undefined ? '' : `, ttlHours: ${literal(ttlHours)}`} });
  build(stage, values);
} catch (error) {
  if (!StagecraftError.is(error)) throw error;
  console.error(error.message);
  process.exit(error.exitCode);
}
`;
}

function literal(value: unknown): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && !/['"\\]/.test(value) ? `'${text.slice(1, -1)}'` : text;
}
