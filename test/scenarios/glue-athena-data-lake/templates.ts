import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/glue-athena-data-lake/scenario';
import { build } from '../../../lib/scenarios/glue-athena-data-lake/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';
import type { ReadableStatement } from '../../support/synth';

/** The templates of the two stacks that are always there. */
export function templatesOf(stageName: string, set: Record<string, unknown> = {}): { readonly lake: Template; readonly processing: Template } {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { lake: template('lake'), processing: template('processing') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** Values of one property of every resource of a type, sorted. */
export const namesOf = (template: Template, type: string, property: string) =>
  propertiesOf(template, type)
    .map((properties) => properties[property])
    .sort();

/** Folders of the data bucket that statements are about. */
export function foldersIn(statements: readonly ReadableStatement[]): string[] {
  return statements.flatMap(({ resources }) => resources).flatMap((resource) => /^<import Data\w+>\/(\w+)\/\*$/.exec(resource)?.[1] ?? []);
}
