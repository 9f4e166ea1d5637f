import { EmrCluster } from 'stagecraft-constructs/emr';
import { findingsOf, statementsOf, templateOf } from '../../support/synth';
import { clusterNeeds } from './surroundings';

const AGENT = [
  {
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': 'CWAgent' } },
  },
  { actions: ['ec2:DescribeTags', 'ec2:DescribeVolumes'], resources: ['*'] },
];

test('nodes with the CloudWatch agent may publish its metrics, and read tags and volumes', () => {
  const template = templateOf(
    (stack) => new EmrCluster(stack, 'Cluster', { ...clusterNeeds(stack), applications: ['Spark', 'AmazonCloudWatchAgent'] }),
  );

  expect(statementsOf(template, 'RolesInstances')).toEqual(expect.arrayContaining(AGENT));
});

test('nodes without it may do none of this', () => {
  const template = templateOf((stack) => new EmrCluster(stack, 'Cluster', clusterNeeds(stack)));

  expect(statementsOf(template, 'RolesInstances').flatMap(({ actions }) => actions)).not.toContain('cloudwatch:PutMetricData');
});

test('cdk-nag has no findings', () => {
  expect(
    findingsOf((stack) => new EmrCluster(stack, 'Cluster', { ...clusterNeeds(stack), applications: ['Spark', 'AmazonCloudWatchAgent'] })),
  ).toEqual([]);
});
