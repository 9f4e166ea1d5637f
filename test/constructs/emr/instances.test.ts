import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { type EmrInstanceFleetsProps, type EmrInstanceGroupsProps, EmrInstances } from 'stagecraft-constructs/emr';

const type = (name: string) => new InstanceType(name);
const stack = new Stack(new App(), 'Test');

describe('groups', () => {
  test('have the same values for CloudFormation and the EMR API', () => {
    const instances = EmrInstances.groups({
      primary: type('m6i.xlarge'),
      core: type('r6i.2xlarge'),
      coreCount: 3,
      task: type('c6i.xlarge'),
      taskCount: 4,
    });

    expect(instances.forTemplate()).toEqual({
      masterInstanceGroup: { name: 'Primary', instanceType: 'm6i.xlarge', instanceCount: 1, market: 'ON_DEMAND', ebsConfiguration: undefined },
      coreInstanceGroup: { name: 'Core', instanceType: 'r6i.2xlarge', instanceCount: 3, market: 'ON_DEMAND', ebsConfiguration: undefined },
      taskInstanceGroups: [{ name: 'Task', instanceType: 'c6i.xlarge', instanceCount: 4, market: 'SPOT', ebsConfiguration: undefined }],
    });
    expect(instances.forApi()).toEqual({
      InstanceGroups: [
        { InstanceRole: 'MASTER', Name: 'Primary', InstanceType: 'm6i.xlarge', InstanceCount: 1, Market: 'ON_DEMAND' },
        { InstanceRole: 'CORE', Name: 'Core', InstanceType: 'r6i.2xlarge', InstanceCount: 3, Market: 'ON_DEMAND' },
        { InstanceRole: 'TASK', Name: 'Task', InstanceType: 'c6i.xlarge', InstanceCount: 4, Market: 'SPOT' },
      ],
    });
    expect(instances.choosesSubnet).toBe(false);
  });

  test('have no core group in a cluster of one node', () => {
    const single = EmrInstances.groups({ coreCount: 0 });

    expect(single.forTemplate().coreInstanceGroup).toBeUndefined();
    expect(single.forApi().InstanceGroups).toHaveLength(1);
    expect(() => single.check(stack)).not.toThrow();
  });

  test('take three primary nodes', () => {
    expect(EmrInstances.groups({ primaryCount: 3 }).forTemplate().masterInstanceGroup).toMatchObject({ instanceCount: 3 });
  });

  test('volumeSize adds one volume to each node', () => {
    const instances = EmrInstances.groups({ volumeSize: Size.gibibytes(64) });

    expect(instances.forTemplate().coreInstanceGroup).toMatchObject({
      ebsConfiguration: { ebsBlockDeviceConfigs: [{ volumeSpecification: { volumeType: 'gp3', sizeInGb: 64 }, volumesPerInstance: 1 }] },
    });
    expect(instances.forApi().InstanceGroups?.[0]).toMatchObject({
      EbsConfiguration: { EbsBlockDeviceConfigs: [{ VolumeSpecification: { VolumeType: 'gp3', SizeInGB: 64 }, VolumesPerInstance: 1 }] },
    });
  });

  test.each<[string, EmrInstanceGroupsProps, RegExp]>([
    ['half a node', { coreCount: 1.5 }, /coreCount is not a number of nodes.*; got 1\.5/],
    ['fewer than no nodes', { taskCount: -1 }, /is not a number of nodes/],
    ['task nodes without core nodes', { coreCount: 0, taskCount: 2 }, /without core nodes there can be one primary node and nothing else/],
    ['three primary nodes without core nodes', { coreCount: 0, primaryCount: 3 }, /without core nodes/],
    ['a mixture of Graviton and x86', { primary: type('m6i.xlarge') }, /not of one architecture/],
  ])('refuses %s', (_, props, message) => {
    expect(() => EmrInstances.groups(props).check(stack)).toThrow(message);
  });
});

describe('fleets', () => {
  test('have an On-Demand primary node and two Spot core nodes with fallback to On-Demand', () => {
    const spotSpecification = { allocationStrategy: 'price-capacity-optimized', timeoutAction: 'SWITCH_TO_ON_DEMAND', timeoutDurationMinutes: 20 };
    const { masterInstanceFleet, coreInstanceFleet } = EmrInstances.fleets().forTemplate();

    expect(masterInstanceFleet).toMatchObject({ targetOnDemandCapacity: 1, targetSpotCapacity: 0, launchSpecifications: undefined });
    expect(coreInstanceFleet).toMatchObject({ targetOnDemandCapacity: 0, targetSpotCapacity: 2, launchSpecifications: { spotSpecification } });
  });

  test('have the same values for the EMR API', () => {
    const instances = EmrInstances.fleets({
      primary: [type('m6i.xlarge')],
      core: [type('r6i.xlarge'), type('r5.xlarge')],
      coreOnDemand: 1,
      coreSpot: 3,
      spotTimeout: Duration.minutes(5),
      volumeSize: Size.gibibytes(32),
    });
    const kind = (InstanceType: string) => ({
      InstanceType,
      WeightedCapacity: 1,
      EbsConfiguration: { EbsBlockDeviceConfigs: [{ VolumeSpecification: { VolumeType: 'gp3', SizeInGB: 32 }, VolumesPerInstance: 1 }] },
    });

    expect(instances.forApi()).toEqual({
      InstanceFleets: [
        { InstanceFleetType: 'MASTER', Name: 'Primary', TargetOnDemandCapacity: 1, TargetSpotCapacity: 0, InstanceTypeConfigs: [kind('m6i.xlarge')] },
        {
          InstanceFleetType: 'CORE',
          Name: 'Core',
          TargetOnDemandCapacity: 1,
          TargetSpotCapacity: 3,
          InstanceTypeConfigs: [kind('r6i.xlarge'), kind('r5.xlarge')],
          LaunchSpecifications: {
            SpotSpecification: { AllocationStrategy: 'price-capacity-optimized', TimeoutAction: 'SWITCH_TO_ON_DEMAND', TimeoutDurationMinutes: 5 },
          },
        },
      ],
    });
    expect(instances.choosesSubnet).toBe(true);
  });

  test('have one fleet without core nodes', () => {
    const single = EmrInstances.fleets({ coreSpot: 0 });

    expect(single.forTemplate().coreInstanceFleet).toBeUndefined();
    expect(single.forApi().InstanceFleets).toHaveLength(1);
    expect(() => single.check(stack)).not.toThrow();
  });

  test.each<[string, EmrInstanceFleetsProps, RegExp]>([
    ['no kinds', { core: [] }, /a fleet has no instance types/],
    ['half a node', { coreOnDemand: 0.5 }, /is not a number of nodes/],
    ['less than five minutes', { spotTimeout: Duration.minutes(4) }, /spotTimeout is out of range.*; got 4 minutes/],
    ['more than a day', { spotTimeout: Duration.days(2) }, /spotTimeout is out of range/],
    ['a mixture of Graviton and x86', { primary: [type('m6i.xlarge')] }, /not of one architecture/],
  ])('refuses %s', (_, props, message) => {
    expect(() => EmrInstances.fleets(props).check(stack)).toThrow(message);
  });
});
