import { type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { acknowledgeWildcard } from '../acknowledge';

/**
 * Gives the kubectl provider of aws-cdk-lib a log group in this stack, and acknowledges its findings.
 *
 * Without it Lambda would create a log group for each of the two functions, and both would outlive the stack.
 */
export function completeKubectl(cluster: eks.Cluster, retention: logs.RetentionDays, removalPolicy: RemovalPolicy): void {
  const provider = cluster.node.findChild('KubectlProvider');
  const handler = provider.node.findChild('Handler') as lambda.Function;
  const framework = provider.node.findChild('Provider').node.findChild('framework-onEvent') as lambda.Function;
  const logGroup = new logs.LogGroup(provider, 'Logs', { retention, removalPolicy });
  for (const { node } of [handler, framework]) {
    (node.defaultChild as lambda.CfnFunction).loggingConfig = { logGroup: logGroup.logGroupName };
  }

  for (const role of provider.node.findAll().filter((construct) => construct instanceof iam.CfnRole)) acknowledgeManagedPolicies(role);
  acknowledgeWildcard(framework, `${handler.functionArn}:*`, 'aws-cdk-lib grants the invocation of every function version; the function has none');
  const reason = 'aws-cdk-lib chooses the runtime of its function and tests it';
  Validations.of(provider).acknowledge({ id: 'AwsSolutions-L1', reason }, { id: 'Stagecraft::PinnedVersion', reason });
}

/** The list of managed policies is complete only at synthesis, and one of them has a condition. */
function acknowledgeManagedPolicies(role: iam.CfnRole): void {
  role.node.addValidation({
    validate() {
      const reason = 'Attached by aws-cdk-lib to the kubectl provider: logs, network interfaces, and Helm charts in ECR';
      for (const arn of Stack.of(role).resolve(role.managedPolicyArns) as Record<string, unknown>[]) {
        const [, name] = /:iam::aws:policy\/([\w/-]+)/.exec(JSON.stringify(arn)) ?? [];
        const id = 'Fn::Join' in arn ? `arn:<AWS::Partition>:iam::aws:policy/${name}` : JSON.stringify(arn);
        Validations.of(role).acknowledge({ id: `AwsSolutions-IAM4[Policy::${id}]`, reason });
      }
      return [];
    },
  });
}
