import type { Change } from '../contract/change';
import { type Key, keysOf } from '../keys';
import { entryOf } from '../scenarios/registry';

export interface ExplainOptions {
  readonly scenario: string;
}

export interface ExplainedJob {
  readonly name: string;
  readonly summary: string;
  readonly methods: readonly string[];
  readonly params: readonly Key[];
}

/** Everything that a scenario says about itself. */
export interface ExplainResult {
  readonly scenario: string;
  readonly title: string;
  readonly article: { readonly title: string; readonly published: string };
  readonly story: string;
  readonly idle?: string;
  readonly flow: readonly string[];
  readonly services: readonly string[];
  /** What only a person can do, in order. */
  readonly byHand: readonly string[];
  readonly config: readonly Key[];
  readonly data?: { readonly summary: string; readonly params: readonly Key[] };
  readonly jobs: readonly ExplainedJob[];
  readonly queries: readonly Omit<ExplainedJob, 'methods'>[];
  readonly tools: readonly Named[];
  readonly logs: readonly Named[];
  readonly contract: readonly Named[];
  readonly rehearsal: {
    readonly params: readonly Key[];
    readonly steps: readonly { readonly name: string; readonly summary: string; readonly needs: readonly string[] }[];
    readonly checks: readonly string[];
  };
  readonly changes: readonly Change[];
}

export interface Named {
  readonly name: string;
  readonly summary: string;
}

/** Describes a scenario from its definition; nothing is synthesized and nobody is asked. @throws ConfigError for an unknown scenario */
export async function explain({ scenario: id }: ExplainOptions): Promise<ExplainResult> {
  const { title, services, load } = entryOf(id);
  const { scenario } = await load();
  const { article, story, idle, flow, byHand = [], config, data, contract, rehearsal, changes, cluster, localJobs } = scenario;
  const jobs = { ...localJobs, ...both(scenario.jobs, cluster?.jobs) };
  const queries = both(scenario.queries, cluster?.queries);
  const tools = both(scenario.tools, cluster?.tools);
  const logs = both(scenario.logs, cluster?.logs);
  return {
    scenario: id,
    title,
    article,
    story,
    idle,
    flow,
    services,
    byHand,
    config: keysOf(config),
    data: data && { summary: data.summary, params: keysOf(data.params) },
    jobs: Object.entries(jobs).map(([name, { summary, params, ...job }]) => ({
      name,
      summary,
      methods: 'methods' in job && job.methods ? job.methods : [],
      params: keysOf(params),
    })),
    queries: Object.entries(queries).map(([name, { summary, params }]) => ({ name, summary, params: keysOf(params) })),
    tools: named(tools),
    logs: named(logs),
    contract: Object.entries(contract).map(([name, summary]) => ({ name, summary })),
    rehearsal: {
      params: keysOf(rehearsal.params),
      steps: Object.entries(rehearsal.steps).map(([name, step]) => ({ name, summary: step.title, needs: step.needs })),
      checks: rehearsal.checks.map(({ description }) => description),
    },
    changes,
  };
}

/** Parts of a scenario, and those that need a cluster alone: commands find both. Where a name stands in both places, the scenario's own is told. */
function both<InAccount, InCluster>(
  account: Readonly<Record<string, InAccount>>,
  cluster: Readonly<Record<string, InCluster>> = {},
): Readonly<Record<string, InAccount | InCluster>> {
  return { ...account, ...cluster, ...account };
}

function named(things: Readonly<Record<string, { readonly summary: string }>>): readonly Named[] {
  return Object.entries(things).map(([name, { summary }]) => ({ name, summary }));
}
