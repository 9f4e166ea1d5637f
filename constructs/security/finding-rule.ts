import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** How grave Macie takes a finding for. */
export type Severity = 'High' | 'Medium' | 'Low';

/** Properties of a `FindingRule`. */
export interface FindingRuleProps {
  /** Bucket whose findings count; those of other buckets are somebody else's. */
  readonly bucket: s3.IBucket;

  /**
   * Name of the rule.
   *
   * @default - chosen by CloudFormation
   */
  readonly ruleName?: string;

  /**
   * Severities that count.
   *
   * @default - all
   */
  readonly severities?: Severity[];

  /**
   * Names of identifiers of your own of which one has to be among the finds.
   *
   * @default - any finding counts
   */
  readonly identifiers?: string[];

  /**
   * Topic that gets a sentence about each finding. Its policy lets this rule publish, and nobody else by it.
   *
   * @default - nobody is told
   */
  readonly topic?: sns.ITopic;

  /**
   * What it is for.
   *
   * @default - none
   */
  readonly description?: string;
}

/** A rule of the default event bus for findings of Macie about one bucket. Costs nothing. */
export class FindingRule extends Construct {
  /** The rule itself, to which targets can be added. */
  public readonly rule: events.Rule;

  constructor(scope: Construct, id: string, props: FindingRuleProps) {
    super(scope, id);
    this.rule = new events.Rule(this, 'Resource', {
      ruleName: props.ruleName,
      description: props.description,
      eventPattern: {
        source: ['aws.macie'],
        detailType: ['Macie Finding'],
        detail: {
          resourcesAffected: { s3Bucket: { name: [props.bucket.bucketName] } },
          ...(props.severities && { severity: { description: props.severities } }),
          ...(props.identifiers && { classificationDetails: { result: { customDataIdentifiers: { detections: { name: props.identifiers } } } } }),
        },
      },
    });
    if (props.topic) this.tell(props.topic);
  }

  private tell(topic: sns.ITopic): void {
    const field = (path: string) => events.EventField.fromPath(path);
    const sentence =
      `Macie job ${field('$.detail.classificationDetails.jobId')} in account ${field('$.account')} reported a finding of severity ` +
      `${field('$.detail.severity.description')} in ${field('$.detail.resourcesAffected.s3Object.path')}`;
    const input = events.RuleTargetInput.fromText(sentence);
    // The target of the L2 would let every rule of every account publish.
    this.rule.addTarget({ bind: () => ({ arn: topic.topicArn, input }) });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': this.rule.ruleArn } },
      }),
    );
  }
}
