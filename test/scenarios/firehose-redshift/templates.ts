import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/firehose-redshift/scenario';
import { build } from '../../../lib/scenarios/firehose-redshift/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';

export interface Templates {
  readonly warehouse: Template;
  readonly delivery: Template;
}

/** The templates with a configuration, in a region with a name where one is given. */
export function templatesWith(set: Record<string, unknown> = {}, region?: string, stageName = 'dev'): Templates {
  const env = region === undefined ? undefined : { account: '111122223333', region };
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName, ttlHours: 24, env });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { warehouse: template('warehouse'), delivery: template('delivery') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** Every way of configuring who is in the warehouse and how it is reached. */
export const variants = ['direct', 'autocopy', 'streaming'].flatMap((delivery) =>
  ['serverless', 'provisioned'].map((warehouse) => ({ delivery, warehouse })),
);
