import { Dependable, type IConstruct, type IDependable } from 'constructs';

/** What `InstallOrder` takes when it begins. */
export interface InstallOrderOptions {
  /** @default - nothing: the first phase begins at once */
  readonly after?: IDependable;
}

/**
 * Phases in which the parts of a cluster are installed, one after the other, and removed the other way round.
 *
 * CloudFormation knows an order only from references and dependencies. A chart refers to the cluster and to nothing else, so without this it may be
 * installed before there is a node, and nodes may be gone before a controller has removed its finalizers.
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

  /** Installs constructs in a phase: after all that earlier phases have now or get later, before all of later phases. */
  public add(phase: Phase, ...constructs: IConstruct[]): void {
    const earlier = this.phases.slice(0, this.phases.indexOf(phase));
    for (const construct of constructs) {
      construct.node.addDependency(this.lastOf(earlier));
      this.members.get(phase)?.push(construct);
    }
  }

  /** Everything up to the end of a phase, for what is installed after it and has no phase here. */
  public endOf(phase: Phase): IDependable {
    return this.lastOf(this.phases.slice(0, this.phases.indexOf(phase) + 1));
  }

  /** The last of these phases that is not empty, found out when the tree is synthesized; it depends on those before it. */
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
