import { App, type Environment, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/rds-postgres/scenario';
import { build } from '../../../lib/scenarios/rds-postgres/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';

/** The templates of both stacks, and the names of all stacks. */
export function templatesOf(set: Record<string, unknown> = {}, { stageName = 'dev', env }: { stageName?: string; env?: Environment } = {}) {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName, ttlHours: 24, env });
  build(stage, scenario.config.parse(set));
  const stacks = stage.node.children.map((child) => child.node.id);
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { stacks, stage, alerts: template('alerts'), database: template('database') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
