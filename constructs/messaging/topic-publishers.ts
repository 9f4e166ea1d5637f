import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';

/** Service that publishes the changes of alarms. */
export const ALARMS = 'cloudwatch.amazonaws.com';

/**
 * Lets AWS services publish to a topic on behalf of its account, such as `ALARMS`. The default policy of a topic does, until a statement such as that of `enforceSSL` replaces it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (`aws:SourceAccount` versus `aws:SourceOwner`)
 */
export function allowPublishers(topic: sns.ITopic, ...services: readonly string[]): void {
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: services.map((service) => new iam.ServicePrincipal(service)),
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
    }),
  );
}
