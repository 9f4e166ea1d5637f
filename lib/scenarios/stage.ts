import { CfnOutput, type Environment, Fn, type Stack, Stage, Tags, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { AccountPlace, Contract, ContractValues } from './contract-entry';
import { contractPath, fixedNameIn, stageId, TTL_HOURS, TTL_TAG } from './names';

/** What a stage needs of a scenario's definition, which `settings.ts` declares. */
interface Declared {
  readonly config: z.ZodObject;
  readonly contract: Contract;
}

/** Defines the stacks of a scenario in its stage. */
export type Build<S extends Declared> = (stage: ScenarioStage<S['contract']>, config: z.infer<S['config']>) => void;

export interface ScenarioStageProps<C extends Contract> {
  readonly scenario: { readonly id: string; readonly contract: C };
  readonly stageName: string;
  /** Time to live in hours, for the tag `stagecraft:ttl-hours`. @default 24 */
  readonly ttlHours?: number;
  /** Account and region. @default - environment-agnostic */
  readonly env?: Environment;
}

/** The CDK stage of one scenario. Publishes its contract and tags its resources. */
export class ScenarioStage<C extends Contract = Contract> extends Stage {
  private readonly missing: Set<string>;

  constructor(
    scope: Construct,
    private readonly props: ScenarioStageProps<C>,
  ) {
    super(scope, stageId(props.scenario.id, props.stageName), { env: props.env });
    this.missing = new Set(Object.keys(props.scenario.contract));
    Tags.of(this).add('stagecraft:scenario', props.scenario.id);
    Tags.of(this).add('stagecraft:stage', props.stageName);
    Tags.of(this).add(TTL_TAG, String(props.ttlHours ?? TTL_HOURS));
    this.node.addValidation({ validate: () => [...this.missing].map((name) => `contract entry '${name}' is never published`) });
  }

  /** Stage name, also in the tag `stagecraft:stage`. */
  public get stageLabel(): string {
    return this.props.stageName;
  }

  /** A fixed name of the article: unchanged in the stage `dev`, with the stage name as suffix in any other. */
  public fixedName(name: string, separator: '-' | '_' = '-'): string {
    return fixedNameIn(this.props.stageName, name, separator);
  }

  /** A published value of another scenario in the same stage. CloudFormation resolves the parameter at deployment, which fails if it is missing. */
  public publishedBy(scenario: string, name: string, reader: Stack): string {
    return ssm.StringParameter.valueForStringParameter(reader, `${contractPath(scenario, this.props.stageName)}/${name}`);
  }

  /** Publishes contract entries from the stack that owns their values. An optional entry without a value and an empty list are not published. */
  public publish(owner: Stack, entries: Partial<ContractValues<C, AccountPlace>>): void {
    const { scenario, stageName } = this.props;
    for (const [name, given] of Object.entries(entries)) {
      const { description, encode, mayBeAbsent } = scenario.contract[name]!;
      const value = Array.isArray(given) && Token.isUnresolved(given) ? Fn.join(',', given) : encode(given);
      if (value !== undefined || mayBeAbsent) this.missing.delete(name);
      if (value === undefined) continue;
      new CfnOutput(owner, name, { description, value });
      new ssm.StringParameter(owner, `Contract-${name}`, {
        parameterName: `${contractPath(scenario.id, stageName)}/${name}`,
        stringValue: value,
        description,
      });
    }
  }
}
