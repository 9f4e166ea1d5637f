import type { Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { IConstruct } from 'constructs';
import { checkKnown, checkRange } from '../checks/range';
import { type ApiInstances, apiDisk, checkArchitecture, type NodePlan, refuse, type TemplateInstances, templateDisk } from './nodes';

/** Nodes of one kind each, of a number that is known. */
export interface EmrInstanceGroupsProps {
  /**
   * Instance type of the primary node.
   *
   * @default - m7g.xlarge: 4 Graviton vCPUs, 16 GiB
   */
  readonly primary?: ec2.InstanceType;

  /**
   * Number of primary nodes. With three a cluster survives the loss of one.
   *
   * @default 1
   */
  readonly primaryCount?: 1 | 3;

  /**
   * Instance type of the core nodes, which hold HDFS.
   *
   * @default - m7g.xlarge
   */
  readonly core?: ec2.InstanceType;

  /**
   * Number of core nodes. With none everything runs on the primary node.
   *
   * @default 2
   */
  readonly coreCount?: number;

  /**
   * Instance type of the task nodes, which compute and hold no data.
   *
   * @default - m7g.xlarge
   */
  readonly task?: ec2.InstanceType;

  /**
   * Number of task nodes. They are Spot Instances, which EC2 may interrupt.
   *
   * @default 0
   */
  readonly taskCount?: number;

  /**
   * Size of one more encrypted disk (gp3) for each node, for HDFS and Spark's temporary files.
   *
   * @default - the disks that EMR gives to instances of the kind
   */
  readonly volumeSize?: Size;
}

/** Groups of instances. */
export class InstanceGroups implements NodePlan {
  public readonly choosesSubnet = false;

  constructor(private readonly props: EmrInstanceGroupsProps) {}

  public check(scope: IConstruct): void {
    const { primaryCount = 1, coreCount = 2, taskCount = 0 } = this.props;
    for (const [prop, count] of Object.entries({ coreCount, taskCount })) {
      checkKnown(scope, prop, count);
      checkRange(scope, prop, count, { least: 0, problem: 'is not a number of nodes', allowed: 'a whole number from 0' });
    }
    if (coreCount === 0 && (taskCount > 0 || primaryCount > 1)) {
      refuse(
        scope,
        'without core nodes there can be one primary node and nothing else',
        `${primaryCount} and ${taskCount} task nodes`,
        'a core node',
      );
    }
    checkArchitecture(scope, [
      this.props.primary ?? GENERAL,
      ...(coreCount > 0 ? [this.props.core ?? GENERAL] : []),
      ...(taskCount > 0 ? [this.props.task ?? GENERAL] : []),
    ]);
  }

  public forTemplate(): TemplateInstances {
    const [primary, core, task] = this.nodes();
    const group = ({ name, type, count, market }: Nodes): CfnCluster.InstanceGroupConfigProperty => ({
      name,
      instanceType: type.toString(),
      instanceCount: count,
      market,
      ebsConfiguration: templateDisk(this.props.volumeSize),
    });
    return {
      masterInstanceGroup: group(primary),
      coreInstanceGroup: core.count > 0 ? group(core) : undefined,
      taskInstanceGroups: task.count > 0 ? [group(task)] : undefined,
    };
  }

  public forApi(): ApiInstances {
    return {
      InstanceGroups: this.nodes()
        .filter(({ count }) => count > 0)
        .map(({ role, name, type, count, market }) => ({
          InstanceRole: role,
          Name: name,
          InstanceType: type.toString(),
          InstanceCount: count,
          Market: market,
          ...apiDisk(this.props.volumeSize),
        })),
    };
  }

  private nodes(): readonly [Nodes, Nodes, Nodes] {
    const { primary = GENERAL, primaryCount = 1, core = GENERAL, coreCount = 2, task = GENERAL, taskCount = 0 } = this.props;
    return [
      { role: 'MASTER', name: 'Primary', type: primary, count: primaryCount, market: 'ON_DEMAND' },
      { role: 'CORE', name: 'Core', type: core, count: coreCount, market: 'ON_DEMAND' },
      { role: 'TASK', name: 'Task', type: task, count: taskCount, market: 'SPOT' },
    ];
  }
}

interface Nodes {
  readonly role: string;
  readonly name: string;
  readonly type: ec2.InstanceType;
  readonly count: number;
  readonly market: 'ON_DEMAND' | 'SPOT';
}

const GENERAL = new ec2.InstanceType('m7g.xlarge');
