import { type IResource, Lazy, Names, Resource, Stack } from 'aws-cdk-lib';
import { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { type Definition, definitionOf } from './definition';
import { type Audience, permissionsOf, type Rights } from './permissions';

/** A QuickSight analysis. */
export interface IAnalysis extends IResource {
  /** ARN of the analysis. */
  readonly analysisArn: string;
  /** ID of the analysis, unique in the account and region. */
  readonly analysisId: string;
}

/** Properties of an `Analysis`. */
export interface AnalysisProps extends Audience {
  /** Data sets, sheets, filters and calculated fields. */
  readonly definition: Definition;

  /**
   * Display name.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * ID of the analysis, unique in the account and region; letters, digits, hyphens and underscores.
   *
   * @default - derived from the construct's path
   */
  readonly analysisId?: string;
}

const RIGHTS: Rights = {
  reader: ['DescribeAnalysis', 'DescribeAnalysisPermissions', 'QueryAnalysis'],
  owner: ['UpdateAnalysis', 'DeleteAnalysis', 'RestoreAnalysis', 'UpdateAnalysisPermissions'],
};

/**
 * A QuickSight analysis, which authors edit in the console and publish as a dashboard.
 *
 * Edits in the console stay until a deployment changes the definition.
 */
export class Analysis extends Resource implements IAnalysis {
  public readonly analysisArn: string;
  public readonly analysisId: string;

  constructor(scope: Construct, id: string, props: AnalysisProps) {
    super(scope, id, { physicalName: props.analysisId ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 128 }) }) });

    const resource = new CfnAnalysis(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      analysisId: this.physicalName,
      name: props.name ?? id,
      definition: definitionOf(this, props.definition),
      permissions: permissionsOf(this, props, RIGHTS),
    });
    this.analysisArn = resource.attrArn;
    this.analysisId = this.physicalName;
  }
}
