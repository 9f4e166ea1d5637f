import type { Template } from 'aws-cdk-lib/assertions';
import { stacksOf } from '../../support/scenario';
import { readable } from '../../support/synth';

export const templatesOf = stacksOf<'network' | 'lake' | 'cluster' | 'workflows'>('emr-pyspark');

/** A state of a state machine, with the fields that tests read. */
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

/** Definitions of the state machines by their names, and by the logical id of one without a name, with readable text for what CloudFormation fills in. */
export function definitionsOf(workflows: Template): Readonly<Record<string, Definition>> {
  const machines = Object.entries(workflows.findResources('AWS::StepFunctions::StateMachine'));
  return Object.fromEntries(
    machines.map(
      ([
        id,
        {
          Properties: { StateMachineName, DefinitionString },
        },
      ]) => [StateMachineName ?? id.replace(/[0-9A-F]{8}$/, ''), JSON.parse(readable(DefinitionString).replaceAll('<partition>', 'aws'))],
    ),
  );
}
