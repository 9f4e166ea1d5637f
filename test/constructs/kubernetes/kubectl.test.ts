import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { templateOf } from '../../support/synth';
import { clusterIn, idOf } from './cluster';

const kubectlIn = (stack: Stack) =>
  new lambda.LayerVersion(stack, 'Kubectl', { code: lambda.Code.fromAsset(mkdtempSync(join(tmpdir(), 'kubectl-layer-'))) });

describe('with kubectlLayer', () => {
  const template = templateOf((stack) => {
    const cluster = clusterIn(stack, { kubectlLayer: kubectlIn(stack), removalPolicy: RemovalPolicy.DESTROY, logRetention: RetentionDays.ONE_DAY });
    cluster.order.add('charts', cluster.cluster.addHelmChart('Base', { chart: 'base', repository: 'https://charts.example.com', version: '1.0.0' }));
  });

  test('both Lambda functions write to one log group of the stack', () => {
    const logGroup = idOf(template, 'AWS::Logs::LogGroup', { LogGroupName: Match.absent(), RetentionInDays: 1 });
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));

    expect(functions.map(({ Properties }) => Properties.LoggingConfig)).toEqual([{ LogGroup: { Ref: logGroup } }, { LogGroup: { Ref: logGroup } }]);
    template.hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName: Match.absent() }, DeletionPolicy: 'Delete' });
  });

  test('both Lambda functions run in the private subnets of the nodes', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Cluster'), 'ClusterSecurityGroupId'] }] },
    });
  });
});
