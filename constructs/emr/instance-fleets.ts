import { Duration, type Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { IConstruct } from 'constructs';
import { checkKnown, checkRange } from '../checks/range';
import { type ApiInstances, apiDisk, checkArchitecture, type NodePlan, refuse, type TemplateInstances, templateDisk } from './nodes';

/** Nodes of whichever of several kinds EC2 has, counted by capacity. */
export interface EmrInstanceFleetsProps {
  /**
   * Instance types of the primary node. It is always On-Demand: a cluster that loses it is lost.
   *
   * @default - m7g.xlarge, m6g.xlarge
   */
  readonly primary?: readonly ec2.InstanceType[];

  /**
   * Instance types of the core nodes, all of about the same size: each counts as one.
   *
   * @default - r7g.2xlarge, r6g.2xlarge
   */
  readonly core?: readonly ec2.InstanceType[];

  /**
   * Number of core nodes on demand.
   *
   * @default 0
   */
  readonly coreOnDemand?: number;

  /**
   * Number of core nodes on Spot Instances, which EC2 may interrupt.
   *
   * @default 2
   */
  readonly coreSpot?: number;

  /**
   * How long EC2 may look for Spot Instances before it launches On-Demand Instances; 5 minutes to a day.
   *
   * @default Duration.minutes(20)
   */
  readonly spotTimeout?: Duration;

  /**
   * Size of one more encrypted disk (gp3) for each node, for HDFS and Spark's temporary files.
   *
   * @default - the disks that EMR gives to instances of the kind
   */
  readonly volumeSize?: Size;
}

/** Fleets of instances. */
export class InstanceFleets implements NodePlan {
  public readonly choosesSubnet = true;

  constructor(private readonly props: EmrInstanceFleetsProps) {}

  public check(scope: IConstruct): void {
    const { primary = GENERAL_KINDS, core = MEMORY_KINDS, coreOnDemand = 0, coreSpot = 2, spotTimeout } = this.props;
    for (const [prop, count] of Object.entries({ coreOnDemand, coreSpot })) {
      checkKnown(scope, prop, count);
      checkRange(scope, prop, count, { least: 0, problem: 'is not a number of nodes', allowed: 'a whole number from 0' });
    }
    if (primary.length === 0 || core.length === 0) refuse(scope, 'a fleet has no instance types', 'an empty list', 'one or more instance types');
    checkRange(scope, 'spotTimeout', spotTimeout?.toMinutes(), { least: 5, most: 1_440, unit: 'minutes', allowed: '5 minutes to a day' });
    checkArchitecture(scope, [...primary, ...(coreOnDemand + coreSpot > 0 ? core : [])]);
  }

  public forTemplate(): TemplateInstances {
    const [primary, core] = this.fleets();
    const fleet = ({ name, types, onDemand, spot }: Fleet): CfnCluster.InstanceFleetConfigProperty => ({
      name,
      targetOnDemandCapacity: onDemand,
      targetSpotCapacity: spot,
      instanceTypeConfigs: types.map((type) => ({
        instanceType: type.toString(),
        weightedCapacity: 1,
        ebsConfiguration: templateDisk(this.props.volumeSize),
      })),
      launchSpecifications:
        spot > 0
          ? {
              spotSpecification: {
                allocationStrategy: 'price-capacity-optimized',
                timeoutAction: 'SWITCH_TO_ON_DEMAND',
                timeoutDurationMinutes: this.spotMinutes,
              },
            }
          : undefined,
    });
    return { masterInstanceFleet: fleet(primary), coreInstanceFleet: core.onDemand + core.spot > 0 ? fleet(core) : undefined };
  }

  public forApi(): ApiInstances {
    return {
      InstanceFleets: this.fleets()
        .filter(({ onDemand, spot }) => onDemand + spot > 0)
        .map(({ role, name, types, onDemand, spot }) => ({
          InstanceFleetType: role,
          Name: name,
          TargetOnDemandCapacity: onDemand,
          TargetSpotCapacity: spot,
          InstanceTypeConfigs: types.map((type) => ({
            InstanceType: type.toString(),
            WeightedCapacity: 1,
            ...apiDisk(this.props.volumeSize),
          })),
          ...(spot > 0 && {
            LaunchSpecifications: {
              SpotSpecification: {
                AllocationStrategy: 'price-capacity-optimized',
                TimeoutAction: 'SWITCH_TO_ON_DEMAND',
                TimeoutDurationMinutes: this.spotMinutes,
              },
            },
          }),
        })),
    };
  }

  private get spotMinutes(): number {
    return (this.props.spotTimeout ?? Duration.minutes(20)).toMinutes();
  }

  private fleets(): readonly [Fleet, Fleet] {
    const { primary = GENERAL_KINDS, core = MEMORY_KINDS, coreOnDemand = 0, coreSpot = 2 } = this.props;
    return [
      { role: 'MASTER', name: 'Primary', types: primary, onDemand: 1, spot: 0 },
      { role: 'CORE', name: 'Core', types: core, onDemand: coreOnDemand, spot: coreSpot },
    ];
  }
}

interface Fleet {
  readonly role: string;
  readonly name: string;
  readonly types: readonly ec2.InstanceType[];
  readonly onDemand: number;
  readonly spot: number;
}

const GENERAL_KINDS = [new ec2.InstanceType('m7g.xlarge'), new ec2.InstanceType('m6g.xlarge')];
const MEMORY_KINDS = [new ec2.InstanceType('r7g.2xlarge'), new ec2.InstanceType('r6g.2xlarge')];
