import type { Change } from '../contract/change';
import { type Key, keysOf } from '../keys';
import { entryOf } from '../scenarios/entry';
import { configSchema } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { OneOrMore, Parts } from '../scenarios/scenario';
import { alternatives } from './pick';

interface Summarized {
  readonly summary: string;
  readonly needs: readonly Place[];
}

export interface ExplainOptions {
  readonly scenario: string;
}

/** A part and the places that it needs, such as `account`, `account and cluster`, or `nothing`. */
export interface NeedingPart extends Named {
  readonly needs: string;
}

export interface ExplainedJob extends NeedingPart {
  readonly methods: readonly string[];
  readonly params: readonly Key[];
}

/** The description of a scenario. */
export interface ExplainResult {
  readonly scenario: string;
  readonly title: string;
  readonly article: { readonly title: string; readonly published: string };
  readonly story: string;
  readonly idle?: string;
  readonly flow: readonly string[];
  readonly services: readonly string[];
  /** Manual steps, in order. */
  readonly byHand: readonly string[];
  readonly config: readonly Key[];
  readonly data?: { readonly summary: string; readonly params: readonly Key[] };
  readonly jobs: readonly ExplainedJob[];
  readonly queries: readonly Omit<ExplainedJob, 'methods'>[];
  readonly tools: readonly NeedingPart[];
  readonly logs: readonly NeedingPart[];
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

/** Describes a scenario from its definition, without synthesis and network. @throws ConfigError for an unknown scenario */
export async function explain({ scenario: id }: ExplainOptions): Promise<ExplainResult> {
  const { title, services, load } = entryOf(id);
  const { scenario } = await load();
  const { article, story, idle, flow, byHand = [], data, contract, rehearsal, changes, queries, tools, logs } = scenario;
  return {
    scenario: id,
    title,
    article,
    story,
    idle,
    flow,
    services,
    byHand,
    config: keysOf(configSchema(scenario)),
    data: data && { summary: data.summary, params: keysOf(data.params) },
    jobs: Object.entries(scenario.jobs).map(([name, job]) => {
      const [{ summary, params, methods = [] }] = alternatives(job);
      return { name, summary, needs: needsOf(job), methods, params: keysOf(params) };
    }),
    queries: Object.entries(queries).map(([name, query]) => {
      const [{ summary, params }] = alternatives(query);
      return { name, summary, needs: needsOf(query), params: keysOf(params) };
    }),
    tools: named(tools),
    logs: named(logs),
    contract: Object.entries(contract).map(([name, { description }]) => ({ name, summary: description })),
    rehearsal: {
      params: keysOf(rehearsal.params),
      steps: Object.entries(rehearsal.steps).map(([name, step]) => ({ name, summary: step.title, needs: step.needs })),
      checks: rehearsal.checks.map(({ description }) => description),
    },
    changes,
  };
}

function named(parts: Parts<Summarized>): readonly NeedingPart[] {
  return Object.entries(parts).map(([name, part]) => ({ name, summary: alternatives(part)[0].summary, needs: needsOf(part) }));
}

/** Places that a part needs, with `or` between alternatives. */
function needsOf(part: OneOrMore<Summarized>): string {
  return alternatives(part)
    .map(({ needs }) => (needs.length === 0 ? 'nothing' : needs.join(' and ')))
    .join(' or ');
}
