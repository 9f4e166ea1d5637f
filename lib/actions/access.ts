import { resolve } from 'node:path';
import type { Refusal } from 'stagecraft-constructs/errors';
import { accessOf, type ClusterAccess, clusterAccessOf, denialsOf, type Suggestion, sentOf, suggest, type World, worldOf } from '../access';
import type { AccessFinding, AccessReport } from '../contract/access';
import { ConfigError } from '../errors';
import type { StackTemplate } from '../rehearsal/rehearsal';
import type { CallReport } from '../rehearsal/result';
import { type LoadedScenario, loadScenario, requiredBy, type ScenarioOptions } from '../scenarios/load';
import { clusterFailureOf } from './cluster-policies';
import { accessFailureOf } from './denials';
import { hiddenDenialOf, outsideResources } from './hidden-denials';
import { readCalls } from './recorded-calls';

export interface AccessOptions extends Omit<ScenarioOptions, 'scenario'> {
  /** Scenario whose roles are judged. @default - none; then `app` has to be set */
  readonly scenario?: string;
  /** Folder of a cloud assembly of any CDK app. @default - none; then `scenario` has to be set */
  readonly app?: string;
  /** Only this role, by its stack and logical id, or by its logical id. @default - all */
  readonly role?: string;
  /** Account and Region, which a deployer's policies alone have. @default - none */
  readonly account?: string;
  readonly region?: string;
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
  const { of, world, ...recorded } = app === undefined ? await ofScenario(scenarioIn(options), out, signal) : await ofApp(app, options);
  const calls = recorded.calls ?? [];
  const suggestions = options.suggest ? suggest(world, await sentOf(world, calls)) : undefined;
  const { rehearsed, withoutCalls } = recorded;
  const report = narrowed(await accessOf(world, calls), role);
  const wanted = { ...report, findings: [...report.findings, ...(recorded.findings ?? []), ...outsideResources(world, report.roles)] };
  const ids = new Set(wanted.roles.map(({ id }) => id));
  return {
    ...{ of, access: wanted },
    ...(rehearsed !== undefined && { rehearsed }),
    ...(withoutCalls !== undefined && { withoutCalls }),
    ...(role === undefined && recorded.clusters?.length ? { clusters: recorded.clusters } : {}),
    ...(suggestions && { suggestions: suggestions.filter(({ id }) => ids.has(id)) }),
  };
}

/** What to say about a result with a denial, or with findings behind which one may be; undefined when all is allowed. */
export function refusalOf({ of, access: report, clusters = [] }: AccessResult): Refusal | undefined {
  const refused = accessFailureOf(report, of) ?? clusterFailureOf(clusters, of);
  if (refused) return { ...refused, fix: 'correct the grant or the policy in the construct, or the entry of the call in lib/services' };
  return hiddenDenialOf(report.findings);
}

interface Judged {
  readonly of: string;
  readonly world: World;
  readonly findings?: readonly AccessFinding[];
  readonly clusters?: readonly ClusterAccess[];
  readonly calls?: readonly CallReport[];
  readonly rehearsed?: string;
  readonly withoutCalls?: string;
}

async function ofScenario(named: ScenarioOptions, out: string, signal: AbortSignal | undefined): Promise<Judged> {
  const loaded = await loadScenario(named);
  const templates = await synthesized([...requiredBy(loaded), named], signal);
  const world = await worldOf(templates.map(({ stackName: name, template }) => ({ name, template })));
  const of = named.scenario;
  const clusters = await clusterAccessOf(loaded);
  const found = await readCalls(resolve(out, of));
  const again = `stagecraft rehearse ${of}`;
  if (!found) return { of, world, clusters, withoutCalls: `there was no rehearsal in ${resolve(out, of)}; ${again}` };
  const differences = differencesOf(loaded, found);
  if (differences.length > 0) return { of, world, clusters, withoutCalls: `the last rehearsal ran with another ${differences.join(', ')}; ${again}` };
  return { of, world, clusters, calls: found.calls, rehearsed: found.rehearsed };
}

async function ofApp(folder: string, { stage, config, set, scenario, account, region }: AccessOptions): Promise<Judged> {
  if ([scenario, config, set, account, region].some((value) => value !== undefined) || (stage ?? 'dev') !== 'dev') {
    throw new ConfigError({
      problem: '--app conflicts with a scenario, its configuration and its environment',
      got: folder,
      fix: 'omit one of them; the stacks of an app have their own environments',
    });
  }
  const [{ readAssembly }, { locatedStacks }] = await Promise.all([import('./assembly'), import('./stack-locations')]);
  const { stacks, findings } = locatedStacks(readAssembly(folder));
  const world = await worldOf(stacks, { location: stacks[0]?.location });
  return { of: resolve(folder), world, findings, withoutCalls: 'an app has no rehearsal: what AWS services do is judged alone' };
}

function scenarioIn({ scenario, stage, config, set, account, region }: AccessOptions): ScenarioOptions {
  if (account !== undefined || region !== undefined) {
    throw new ConfigError({
      problem: '--account and --region go with --deployer alone',
      got: account ?? region,
      fix: 'omit them, or add --deployer',
    });
  }
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
