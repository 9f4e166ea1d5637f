import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/emr-zeppelin/scenario';
import type { Config, Contract } from '../../../lib/scenarios/emr-zeppelin/settings';
import { build } from '../../../lib/scenarios/emr-zeppelin/stacks';
import type { Deployed } from '../../../lib/scenarios/places';
import { ScenarioStage } from '../../../lib/scenarios/stage';

export interface Templates {
  readonly lake: Template;
  readonly database: Template;
  readonly cluster: Template;
}

/** The templates of the three stacks. */
export function templatesOf(stageName: string, set: Record<string, unknown> = {}): Templates {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName, ttlHours: 24 });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { lake: template('lake'), database: template('database'), cluster: template('cluster') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** What the stacks publish, in an account in memory. */
export const CONTRACT: Deployed<Config, Contract>['contract'] = {
  dataBucket: 'data',
  logBucket: 'logs',
  database: 'zeppelin_demo',
  crawlers: ['bakery-transactions-crawler', 'movie-ratings-crawler'],
  host: 'zeppelin-demo.example.us-east-1.rds.amazonaws.com',
  ratingsDatabase: 'ratings',
  ratingsSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds',
  instance: 'zeppelin-demo',
  cluster: 'j-1',
  vpc: 'vpc-1',
  primaryDns: 'ip-10-0-1-2.ec2.internal',
  archive: 's3://assets/node.zip',
  analystSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:analyst',
  dashboard: 'emr-zeppelin',
};
