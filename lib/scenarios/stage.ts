import { CfnOutput, type Environment, type Stack, Stage, Tags } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { contractPath, fixedNameIn, stageId } from './names';
import type { ConfigOf, ContractOf } from './scenario';

/** Defines the stacks of a scenario in its stage. */
export type Build<S> = (stage: ScenarioStage<ContractOf<S>>, config: ConfigOf<S>) => void;

export interface ScenarioStageProps<Name extends string> {
  readonly scenario: { readonly id: string; readonly contract: Readonly<Record<Name, string>> };
  readonly stageName: string;
  /** Account and region. @default - those of the credentials that deploy */
  readonly env?: Environment;
}

/** The CDK stage of one scenario. Publishes its contract and tags what it holds. */
export class ScenarioStage<Name extends string = string> extends Stage {
  private readonly missing: Set<string>;

  constructor(
    scope: Construct,
    private readonly props: ScenarioStageProps<Name>,
  ) {
    super(scope, stageId(props.scenario.id, props.stageName), { env: props.env });
    this.missing = new Set(Object.keys(props.scenario.contract));
    Tags.of(this).add('stagecraft:scenario', props.scenario.id);
    Tags.of(this).add('stagecraft:stage', props.stageName);
    this.node.addValidation({ validate: () => [...this.missing].map((name) => `contract entry '${name}' is never published`) });
  }

  /** Name of the stage, as the tag `stagecraft:stage` has it. */
  public get stageLabel(): string {
    return this.props.stageName;
  }

  /** A name that the article fixed: as it stands in the stage `dev`, with the stage's name behind it in any other. */
  public fixedName(name: string, separator: '-' | '_' = '-'): string {
    return fixedNameIn(this.props.stageName, name, separator);
  }

  /** What another scenario has published in the same stage. CloudFormation reads it when it deploys, and refuses to when it is not there. */
  public publishedBy(scenario: string, name: string, reader: Stack): string {
    return ssm.StringParameter.valueForStringParameter(reader, `${contractPath(scenario, this.props.stageName)}/${name}`);
  }

  /** Publishes contract entries from the stack that owns their values. */
  public publish(owner: Stack, entries: Readonly<Partial<Record<Name, string>>>): void {
    const { scenario, stageName } = this.props;
    for (const [name, value] of Object.entries(entries) as [Name, string][]) {
      new CfnOutput(owner, name, { description: scenario.contract[name], value });
      new ssm.StringParameter(owner, `Contract-${name}`, {
        parameterName: `${contractPath(scenario.id, stageName)}/${name}`,
        stringValue: value,
        description: scenario.contract[name],
      });
      this.missing.delete(name);
    }
  }
}
