import type { Task } from '../contract/task';
import { type EngineId, type EngineModule, type Engines, EngineUnavailable } from './engine';
import type { MissingEngine, UsedEngine } from './result';

export type EngineModules = { readonly [Id in EngineId]: EngineModule<Engines[Id]> };

type Opened = { readonly engine: Engines[EngineId]; readonly used: UsedEngine };

/** The engines of one rehearsal: each is looked for once, opened when the first step needs it, and closed at the end. */
export class EngineRoom {
  private readonly versions = new Map<EngineId, string | undefined>();
  private readonly opened = new Map<EngineId, Opened | MissingEngine>();

  constructor(
    private readonly modules: EngineModules,
    private readonly workspace: string,
    private readonly task: Task,
  ) {}

  /** The engines, or those of them that are missing; nothing is opened when one of them cannot be found. */
  public async provide(ids: readonly EngineId[]): Promise<{ readonly engines: Engines } | { readonly missing: readonly MissingEngine[] }> {
    for (const id of ids) {
      if (!this.versions.has(id)) this.versions.set(id, await this.modules[id].find());
    }
    const absent = ids.filter((id) => this.versions.get(id) === undefined);
    if (absent.length > 0) return { missing: absent.map((id) => this.missing(id)) };

    for (const id of ids) {
      if (!this.opened.has(id)) this.opened.set(id, await this.open(id));
    }
    const results = ids.map((id) => this.opened.get(id)!);
    const missing = results.filter((result) => !('engine' in result)) as MissingEngine[];
    if (missing.length > 0) return { missing };
    return { engines: Object.fromEntries(results.map((result) => [(result as Opened).used.id, (result as Opened).engine])) as unknown as Engines };
  }

  /** Those of the engines that can be had. */
  public async provideSome(ids: readonly EngineId[]): Promise<Partial<Engines>> {
    const provided: Partial<Engines>[] = [];
    for (const id of ids) {
      const one = await this.provide([id]);
      if ('engines' in one) provided.push(one.engines);
    }
    return Object.assign({}, ...provided);
  }

  /** An engine that is not available, with the reason. @default reason - it was not found */
  public missing(id: EngineId, reason?: string): MissingEngine {
    const { title, install } = this.modules[id];
    return { id, title, install, ...(reason !== undefined && { reason }) };
  }

  /** The engines that were opened. */
  public used(): readonly UsedEngine[] {
    return [...this.opened.values()].flatMap((result) => ('engine' in result ? [result.used] : []));
  }

  /** Closes every engine, also when one of them refuses to. */
  public async close(): Promise<void> {
    for (const result of this.opened.values()) {
      if (!('engine' in result)) continue;
      const { engine, used } = result;
      await engine.close().catch((error: unknown) => this.task.progress(`${used.title} did not close: ${String(error)}`));
    }
  }

  private async open(id: EngineId): Promise<Opened | MissingEngine> {
    const module = this.modules[id];
    const used = { id, title: module.title, version: this.versions.get(id) ?? '' };
    this.task.progress(`${used.title} ${used.version} starts`);
    try {
      const engine = await module.open(this.workspace, this.task);
      return { engine, used: 'isDouble' in engine && engine.isDouble ? { ...used, isDouble: true } : used };
    } catch (error) {
      if (error instanceof EngineUnavailable) return this.missing(id, error.message);
      throw error;
    }
  }
}
