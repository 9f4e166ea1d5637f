import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/emr-mwaa/scenario';
import { build } from '../../../lib/scenarios/emr-mwaa/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';

/** The templates of the two stacks. */
export function templatesOf(stageName: string, set: Record<string, unknown> = {}): { readonly network: Template; readonly airflow: Template } {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { network: template('network'), airflow: template('airflow') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
