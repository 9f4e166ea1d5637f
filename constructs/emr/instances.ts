import type { IConstruct } from 'constructs';
import { type EmrInstanceFleetsProps, InstanceFleets } from './instance-fleets';
import { type EmrInstanceGroupsProps, InstanceGroups } from './instance-groups';
import type { ApiInstances, NodePlan, TemplateInstances } from './nodes';

export type { EmrInstanceFleetsProps, EmrInstanceGroupsProps };

/** The nodes of a cluster. */
export class EmrInstances implements NodePlan {
  /** Nodes of one kind each, of a number that is known. */
  public static groups(props: EmrInstanceGroupsProps = {}): EmrInstances {
    return new EmrInstances(new InstanceGroups(props));
  }

  /** Instance fleets: nodes of several instance types, core nodes on Spot Instances by default. */
  public static fleets(props: EmrInstanceFleetsProps = {}): EmrInstances {
    return new EmrInstances(new InstanceFleets(props));
  }

  private constructor(private readonly plan: NodePlan) {}

  public get choosesSubnet(): boolean {
    return this.plan.choosesSubnet;
  }

  public check(scope: IConstruct): void {
    this.plan.check(scope);
  }

  public forTemplate(): TemplateInstances {
    return this.plan.forTemplate();
  }

  public forApi(): ApiInstances {
    return this.plan.forApi();
  }
}
