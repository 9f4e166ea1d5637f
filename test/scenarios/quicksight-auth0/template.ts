import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/quicksight-auth0/scenario';
import { build } from '../../../lib/scenarios/quicksight-auth0/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';

/** The template, made with the metadata of an identity provider that does not exist. */
export function templateWith(set: Record<string, unknown> = {}, stageName = 'dev', region?: string): Template {
  const app = new App({ builtinCloudFormationValidation: false });
  const stage = new ScenarioStage(app, { scenario, stageName, env: region === undefined ? undefined : { region } });
  build(stage, scenario.config.parse({ ...scenario.example, ...set }));
  return Template.fromStack(stage.node.findChild('sign-in') as Stack);
}
