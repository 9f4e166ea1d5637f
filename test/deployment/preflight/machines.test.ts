import { machinesOf } from '../../../lib/deployment/preflight/machines';
import { resourcesIn } from '../../../lib/deployment/preflight/templates';

const location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const machines = (Resources: Readonly<Record<string, unknown>>) =>
  machinesOf(resourcesIn([{ stackName: 'demo', template: { Resources } }], { location }));
const instancesOf = (launches: ReturnType<typeof machines>['own']) => launches.map(({ instances }) => instances);

test('a node group counts at its desired size, and at its largest', () => {
  const { own, largest } = machines({
    Nodes: {
      Type: 'AWS::EKS::Nodegroup',
      Properties: { InstanceTypes: ['m7g.large', 'm7g.xlarge'], CapacityType: 'SPOT', ScalingConfig: { DesiredSize: 3, MaxSize: 5 } },
    },
  });
  expect(instancesOf(own)).toEqual([[{ type: 'm7g.xlarge', count: 3, market: 'spot' }]]);
  expect(instancesOf(largest)).toEqual([[{ type: 'm7g.xlarge', count: 5, market: 'spot' }]]);
});

test('an EMR cluster counts its groups by their market, and a fleet by the type that needs the most vCPUs for its capacity', () => {
  const fleet = (types: readonly object[], capacity: object) => ({ ...capacity, InstanceTypeConfigs: types });
  const { own } = machines({
    Groups: {
      Type: 'AWS::EMR::Cluster',
      Properties: {
        Instances: {
          MasterInstanceGroup: { InstanceType: 'm7g.xlarge', InstanceCount: 1 },
          CoreInstanceGroup: { InstanceType: 'r7g.xlarge', InstanceCount: 0 },
          TaskInstanceGroups: [{ InstanceType: 'r7g.xlarge', InstanceCount: 2, Market: 'SPOT' }],
        },
      },
    },
    Fleets: {
      Type: 'AWS::EMR::Cluster',
      Properties: {
        Instances: {
          MasterInstanceFleet: fleet([{ InstanceType: 'm7g.xlarge' }], { TargetOnDemandCapacity: 1 }),
          CoreInstanceFleet: fleet(
            [
              { InstanceType: 'r7g.xlarge', WeightedCapacity: 1 },
              { InstanceType: 'r7g.4xlarge', WeightedCapacity: 2 },
            ],
            { TargetOnDemandCapacity: 1, TargetSpotCapacity: 3 },
          ),
        },
      },
    },
  });
  expect(instancesOf(own)).toEqual([
    [
      { type: 'm7g.xlarge', count: 1, market: 'on-demand' },
      { type: 'r7g.xlarge', count: 2, market: 'spot' },
    ],
    [
      { type: 'm7g.xlarge', count: 1, market: 'on-demand' },
      { type: 'r7g.4xlarge', count: 1, market: 'on-demand' },
      { type: 'r7g.4xlarge', count: 2, market: 'spot' },
    ],
  ]);
});

test.each(['Arguments', 'Parameters'])('states that create clusters are work, also inside of branches, by their %s', (input) => {
  const create = {
    Type: 'Task',
    Resource: 'arn:aws:states:::elasticmapreduce:createCluster.sync',
    [input]: { Instances: { InstanceGroups: [{ InstanceRole: 'MASTER', InstanceType: 'm7g.xlarge', InstanceCount: 1 }] } },
  };
  const definition = { StartAt: 'Both', States: { Both: { Type: 'Parallel', Branches: [{ StartAt: 'Create', States: { Create: create } }] } } };
  const [before, after] = JSON.stringify(definition).split('"Parallel"');
  const DefinitionString = { 'Fn::Join': ['', [before, '"Parallel","Comment":"', { Ref: 'Bucket' }, '"', after]] };
  expect(machines({ Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString } } }).work).toEqual([
    { what: 'state Create of Machine in demo', instances: [{ type: 'm7g.xlarge', count: 1, market: 'on-demand' }] },
  ]);
});

test('what cannot be counted is named', () => {
  expect(
    machines({
      Auto: { Type: 'AWS::EKS::Cluster', Properties: { ComputeConfig: { Enabled: true } } },
      Group: { Type: 'AWS::AutoScaling::AutoScalingGroup' },
      Broken: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{' } },
    }),
  ).toEqual({
    own: [],
    largest: [],
    work: [],
    uncounted: [
      'AWS::EKS::Cluster Auto of demo: EKS Auto Mode chooses its nodes',
      'AWS::AutoScaling::AutoScalingGroup Group of demo: its instances are not counted',
      'AWS::StepFunctions::StateMachine Broken of demo: its definition cannot be read',
    ],
  });
});
