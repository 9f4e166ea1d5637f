import { accessOf, accountOf, authorizerOf, rolesOf, type World, worldOf } from '../access';
import { collectCalls } from '../access/collect';
import type { AccessReport, Authorizer, Workload } from '../contract/access';
import type { RecordedCall } from '../rehearsal/calls';
import type { RehearsedAccount, StackTemplate } from '../rehearsal/rehearsal';
import type { CallReport } from '../rehearsal/result';

/** Access as the templates of a rehearsal give it: one account with one set of names, for workloads, for engines, and for the judgement at the end. */
export class RehearsedAccess {
  private world: Promise<World> | undefined;
  private resolved: RehearsedAccount | undefined;
  private spent = 0;

  /** @param templates those of required scenarios first; complete before anything is asked */
  constructor(
    private readonly templates: readonly StackTemplate[],
    private readonly now: () => number,
  ) {}

  /** Milliseconds that reading policies and judging requests took. */
  public get milliseconds(): number {
    return this.spent;
  }

  public account(): RehearsedAccount {
    this.resolved ??= accountOf(this.templates);
    return this.resolved;
  }

  /** Judges requests by the role that a workload has in the templates. @throws Error for a workload without a role, or with several */
  public async authorizerOf(workload: Workload): Promise<Authorizer> {
    const world = await this.read();
    const roles = new Set(
      rolesOf(world, workload)
        .filter(({ use }) => workload.use === undefined || use === workload.use)
        .map(({ role }) => role),
    );
    const [role] = roles;
    if (role === undefined || roles.size > 1) throw new Error(`${workload.type} ${workload.id} has ${roles.size} roles in the templates`);
    const authorize = authorizerOf(world, role);
    return (request) => {
      const began = this.now();
      const decision = authorize(request);
      this.spent += this.now() - began;
      return decision;
    };
  }

  /** Judges what was recorded, and what services do as the roles. */
  public async report(recorded: readonly RecordedCall[]): Promise<{ readonly calls: readonly CallReport[]; readonly access: AccessReport }> {
    const calls = await this.timed(() => collectCalls(recorded, this.account()));
    const world = await this.read();
    return { calls, access: await this.timed(() => accessOf(world, calls)) };
  }

  private read(): Promise<World> {
    this.world ??= this.timed(() => worldOf(this.templates.map(({ stackName: name, template }) => ({ name, template }))));
    return this.world;
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const began = this.now();
    try {
      return await work();
    } finally {
      this.spent += this.now() - began;
    }
  }
}
