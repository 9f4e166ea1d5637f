import { resolve } from 'node:path';
import type { Refusal } from 'stagecraft-constructs/errors';
import { accessOf, type ClusterAccess, clusterAccessOf, denialsOf, type Suggestion, sentOf, suggest, type World, worldOf } from '../access';
import type { AccessReport } from '../contract/access';
import type { Location } from '../contract/resources';
import { ConfigError } from '../errors';
import type { StackTemplate } from '../rehearsal/rehearsal';
import type { CallReport } from '../rehearsal/result';
import { type LoadedScenario, loadScenario, requiredBy, type ScenarioOptions } from '../scenarios/load';
import type { AssemblyStack } from './assembly';
import { clusterFailureOf } from './cluster-policies';
import { accessFailureOf } from './denials';
import { readCalls } from './recorded-calls';

export interface AccessOptions extends Omit<ScenarioOptions, 'scenario'> {
  /** Scenario whose roles are judged. @default - none; then `app` has to be set */
  readonly scenario?: string;
  /** Folder of a cloud assembly of any CDK app. @default - none; then `scenario` has to be set */
  readonly app?: string;
  /** Only this role, by its stack and logical id, or by its logical id. @default - all */
  readonly role?: string;
  /** Whether the minimal policy of each role is worked out. @default false */
  readonly suggest?: boolean;
  /** Output folder of rehearsals. @default 'out' */
  readonly out?: string;
}

export interface AccessResult {
  /** The scenario, or the folder of the app. */
  readonly of: string;
  /** Time of the rehearsal whose calls are judged; ISO. @default - the calls of workloads are not known */
  readonly rehearsed?: string;
  /** Why the calls of workloads are not known. @default - they are */
  readonly withoutCalls?: string;
  readonly access: AccessReport;
  /** What the policies of its clusters allow. @default - it has no cluster, or one role alone was asked for */
  readonly clusters?: readonly ClusterAccess[];
  /** @default - they were not asked for */
  readonly suggestions?: readonly Suggestion[];
}

/** Judges what the roles of a scenario, or of any CDK app, are used for. @throws ConfigError for a folder that is no cloud assembly, and for an unknown role */
export async function access(options: AccessOptions, signal?: AbortSignal): Promise<AccessResult> {
  const { app, role, out = 'out' } = options;
  const { of, worlds, ...recorded } = app === undefined ? await ofScenario(scenarioIn(options), out, signal) : await ofApp(app, options);
  const calls = recorded.calls ?? [];
  const reports = await Promise.all(worlds.map((world) => accessOf(world, calls)));
  const suggestions = options.suggest
    ? (await Promise.all(worlds.map(async (world) => suggest(world, await sentOf(world, calls))))).flat()
    : undefined;
  const { rehearsed, withoutCalls } = recorded;
  const wanted = narrowed(combined(reports), role);
  const ids = new Set(wanted.roles.map(({ id }) => id));
  return {
    ...{ of, access: wanted },
    ...(rehearsed !== undefined && { rehearsed }),
    ...(withoutCalls !== undefined && { withoutCalls }),
    ...(role === undefined && recorded.clusters?.length ? { clusters: recorded.clusters } : {}),
    ...(suggestions && { suggestions: suggestions.filter(({ id }) => ids.has(id)) }),
  };
}

/** What to say about a result with a denial; undefined when all is allowed. */
export function refusalOf({ of, access: report, clusters = [] }: AccessResult): Refusal | undefined {
  const refused = accessFailureOf(report, of) ?? clusterFailureOf(clusters, of);
  return refused && { ...refused, fix: 'correct the grant or the policy in the construct, or the entry of the call in lib/services' };
}

interface Judged {
  readonly of: string;
  readonly worlds: readonly World[];
  readonly clusters?: readonly ClusterAccess[];
  readonly calls?: readonly CallReport[];
  readonly rehearsed?: string;
  readonly withoutCalls?: string;
}

async function ofScenario(named: ScenarioOptions, out: string, signal: AbortSignal | undefined): Promise<Judged> {
  const loaded = await loadScenario(named);
  const templates = await synthesized([...requiredBy(loaded), named], signal);
  const worlds = [await worldOf(templates.map(({ stackName: name, template }) => ({ name, template })))];
  const of = named.scenario;
  const clusters = await clusterAccessOf(loaded);
  const found = await readCalls(resolve(out, of));
  const again = `stagecraft rehearse ${of}`;
  if (!found) return { of, worlds, clusters, withoutCalls: `there was no rehearsal in ${resolve(out, of)}; ${again}` };
  const differences = differencesOf(loaded, found);
  if (differences.length > 0)
    return { of, worlds, clusters, withoutCalls: `the last rehearsal ran with another ${differences.join(', ')}; ${again}` };
  return { of, worlds, clusters, calls: found.calls, rehearsed: found.rehearsed };
}

async function ofApp(folder: string, { stage, config, set, scenario }: AccessOptions): Promise<Judged> {
  if ([scenario, config, set].some((value) => value !== undefined) || (stage ?? 'dev') !== 'dev') {
    throw new ConfigError({ problem: '--app conflicts with a scenario, its stage and its configuration', got: folder, fix: 'omit one of them' });
  }
  const { readAssembly } = await import('./assembly');
  const places = new Map<string, AssemblyStack[]>();
  for (const stack of readAssembly(folder)) {
    const key = JSON.stringify(stack.environment);
    places.set(key, [...(places.get(key) ?? []), stack]);
  }
  const { ANYWHERE } = await import('../access/made-up');
  const worlds = [...places.values()].map((stacks) => worldOf(stacks, { location: locationOf(ANYWHERE, stacks) }));
  return { of: resolve(folder), worlds: await Promise.all(worlds), withoutCalls: 'an app has no rehearsal: what AWS services do is judged alone' };
}

function locationOf(anywhere: Location, [first]: readonly AssemblyStack[]): Location {
  const { account = anywhere.account, region = anywhere.region } = first?.environment ?? {};
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { partition, region, account };
}

function scenarioIn({ scenario, stage, config, set }: AccessOptions): ScenarioOptions {
  if (scenario !== undefined) return { scenario, stage, config, set, examples: true };
  throw new ConfigError({ problem: 'neither a scenario nor an app is given', allowed: 'a scenario, or --app <cdk.out>', fix: 'stagecraft list' });
}

/** Templates of scenarios, off the main thread where its program is compiled. */
async function synthesized(scenarios: readonly ScenarioOptions[], signal = new AbortController().signal): Promise<readonly StackTemplate[]> {
  const { CdkWorker } = await import('./off-main-thread');
  const all: StackTemplate[] = [];
  if (!CdkWorker.isAvailable) {
    const { synthesize } = await import('../scenarios/synthesize');
    for (const scenario of scenarios) all.push(...(await synthesize(await loadScenario(scenario))).stacks);
    return all;
  }
  const worker = new CdkWorker(signal);
  try {
    for (const scenario of scenarios) all.push(...(await worker.synthesize(scenario)));
  } finally {
    await worker.close();
  }
  return all;
}

/** In what a rehearsal differs from what is asked: names of resources, and so the judgement, follow from it. */
function differencesOf(
  { stage, config }: LoadedScenario,
  found: { readonly stage: string; readonly config: Readonly<Record<string, unknown>> },
): readonly string[] {
  const text = (value: unknown) => JSON.stringify(value) ?? '';
  const keys = [...new Set([...Object.keys(config), ...Object.keys(found.config)])].filter((key) => text(config[key]) !== text(found.config[key]));
  return [...(stage === found.stage ? [] : ['stage']), ...keys];
}

function combined(reports: readonly AccessReport[]): AccessReport {
  return {
    isAllowed: reports.every(({ isAllowed }) => isAllowed),
    roles: reports.flatMap(({ roles }) => roles),
    unassigned: reports.flatMap(({ unassigned }) => unassigned),
    findings: reports.flatMap(({ findings }) => findings),
  };
}

function narrowed(report: AccessReport, role: string | undefined): AccessReport {
  if (role === undefined) return report;
  const roles = report.roles.filter(({ id }) =>
    [
      id,
      id.split('/').at(-1),
      id
        .split('/')
        .at(-1)
        ?.replace(/[0-9A-F]{8}$/, ''),
    ].includes(role),
  );
  if (roles.length === 0) {
    const ids = report.roles.map(({ id }) => id).join(', ');
    throw new ConfigError({ problem: 'there is no such role', got: role, allowed: ids || 'none: the templates have no role', fix: 'correct --role' });
  }
  const isAllowed = report.unassigned.length === 0 && roles.every((each) => denialsOf(each).length === 0);
  return { ...report, isAllowed, roles };
}
