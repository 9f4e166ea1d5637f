import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { scenario } from '../../../lib/scenarios/emr-pyspark/scenario';
import { build } from '../../../lib/scenarios/emr-pyspark/stacks';
import { ScenarioStage } from '../../../lib/scenarios/stage';
import { readable } from '../../support/synth';

export interface Templates {
  readonly network: Template;
  readonly lake: Template;
  readonly cluster: Template;
  readonly workflows: Template;
}

const made = new Map<string, Templates>();

/** The templates of the four stacks, made once for each configuration. */
export function templatesOf(stageName: string, set: Record<string, unknown> = {}): Templates {
  const key = JSON.stringify([stageName, set]);
  const templates = made.get(key) ?? synthesized(stageName, set);
  made.set(key, templates);
  return templates;
}

function synthesized(stageName: string, set: Record<string, unknown>): Templates {
  const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false }), { scenario, stageName });
  build(stage, scenario.config.parse(set));
  const template = (id: string) => Template.fromStack(stage.node.findChild(id) as Stack);
  return { network: template('network'), lake: template('lake'), cluster: template('cluster'), workflows: template('workflows') };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** A state of a state machine, as far as tests look at it. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: Readonly<Record<string, never>>;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly { readonly StartAt: string; readonly States: Readonly<Record<string, State>> }[];
}

export interface Definition {
  readonly StartAt: string;
  readonly QueryLanguage: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Definitions of the state machines by their names, with readable text for what CloudFormation fills in. */
export function definitionsOf(workflows: Template): Readonly<Record<string, Definition>> {
  const machines = propertiesOf(workflows, 'AWS::StepFunctions::StateMachine');
  return Object.fromEntries(
    machines.map(({ StateMachineName, DefinitionString }) => [
      StateMachineName,
      JSON.parse(readable(DefinitionString).replaceAll('<partition>', 'aws')),
    ]),
  );
}
