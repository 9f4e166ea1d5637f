import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/macie-data-lake/scenario';
import { build } from '../../../lib/scenarios/macie-data-lake/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';

export function templatesWith(set: Record<string, unknown> = {}, stageName = 'dev'): { readonly buckets: Template; readonly inspection: Template } {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { buckets: template('buckets'), inspection: template('inspection') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
