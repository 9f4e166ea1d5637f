import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/emr-superset/scenario';
import type { Config, Contract } from '../../../lib/scenarios/emr-superset/settings';
import { build } from '../../../lib/scenarios/emr-superset/stacks';
import type { Deployed } from '../../../lib/scenarios/places';
import { ScenarioStage } from '../../../lib/scenarios/stage';

/** The templates of the two stacks. */
export function templatesOf(stageName: string, set: Record<string, unknown> = {}): { readonly lake: Template; readonly cluster: Template } {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName, ttlHours: 24 });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { lake: template('lake'), cluster: template('cluster') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** What the stacks publish, in an account in memory. */
export const CONTRACT: Deployed<Config, Contract>['contract'] = {
  dataBucket: 'data',
  logBucket: 'logs',
  database: 'emr_superset_demo',
  workgroup: 'emr-superset',
  cluster: 'j-1',
  vpc: 'vpc-1',
  primaryDns: 'ip-10-0-1-2.ec2.internal',
  port: '8280',
  installer: 's3://assets/installer.zip',
  assets: 's3://assets/bundle.zip',
  databaseUri: 'awsathena+rest://:@athena.us-east-1.amazonaws.com:443/emr_superset_demo?work_group=emr-superset',
  secretKey: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:key',
  adminSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:admin',
  alphaSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:alpha',
  gammaSecret: undefined,
};
