import { Dependable, type IConstruct, type IDependable } from 'constructs';

/** Options of `InstallOrder`. */
export interface InstallOrderOptions {
  /**
   * Dependency of the first phase.
   *
   * @default - none
   */
  readonly after?: IDependable;
}

/**
 * Install phases of a cluster: each phase depends on the one before; deletion runs in reverse.
 *
 * CloudFormation orders resources by references and dependencies. A Helm chart refers only to the cluster, so without this order it may be installed
 * before any node exists, and nodes may be deleted before a controller has removed its finalizers.
 */
export class InstallOrder<Phase extends string> {
  private readonly members: ReadonlyMap<Phase, IConstruct[]>;

  constructor(
    /** The phases, first to last. */
    public readonly phases: readonly Phase[],
    private readonly options: InstallOrderOptions = {},
  ) {
    this.members = new Map(phases.map((phase) => [phase, []]));
  }

  /** Adds constructs to a phase. They depend on all constructs of earlier phases, including those that are added later. */
  public add(phase: Phase, ...constructs: IConstruct[]): void {
    const earlier = this.phases.slice(0, this.phases.indexOf(phase));
    for (const construct of constructs) {
      construct.node.addDependency(this.lastOf(earlier));
      this.members.get(phase)?.push(construct);
    }
  }

  /** A dependency on a phase and all before it, for constructs outside this order. */
  public endOf(phase: Phase): IDependable {
    return this.lastOf(this.phases.slice(0, this.phases.indexOf(phase) + 1));
  }

  /** The last of these phases that is not empty, resolved at synthesis; it depends on the phases before it. */
  private lastOf(phases: readonly Phase[]): IDependable {
    const { members, options } = this;
    const last: IDependable = {};
    Dependable.implement(last, {
      get dependencyRoots() {
        const filled = phases.map((phase) => members.get(phase) ?? []).findLast((constructs) => constructs.length > 0);
        return filled ?? (options.after ? Dependable.of(options.after).dependencyRoots : []);
      },
    });
    return last;
  }
}
