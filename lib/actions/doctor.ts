import { mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type VersionPin, versions } from 'stagecraft-constructs/versions';
import type { Aws } from '../aws/aws';
import type { Connect, ConnectOptions } from '../aws/connect';
import { requireAgreeingDestination } from '../deployment/endpoint';
import { StagecraftError } from '../errors';
import type { EngineId } from '../rehearsal/engine';
import type { EngineModules } from '../rehearsal/engine-room';
import { type LoadedScenario, loadScenario } from '../scenarios/load';
import type { Scenario } from '../scenarios/scenario';
import type { Diagnosis } from './diagnosis';
import type { AccountContext } from './doctor-account';
import type { EndpointTypes } from './doctor-endpoint';

export interface DoctorOptions extends ConnectOptions {
  /**
   * Scenario to check for.
   *
   * @default - none: general checks only
   */
  readonly scenario?: string;
  /**
   * Output folder of rehearsals.
   *
   * @default 'out'
   */
  readonly out?: string;
  /**
   * Endpoint whose CloudFormation types are compared with those of the scenario, or of all.
   *
   * @default - for a named scenario the configured endpoint, if it is not AWS
   */
  readonly endpoint?: string;
}

/** Environment of the checks. */
export interface DoctorContext {
  readonly engines: EngineModules;
  readonly connect: Connect;
  /** Node version, from `process.versions.node`. */
  readonly node: string;
  /** Today, as `YYYY-MM-DD`. */
  readonly today: string;
  /** Pins of deployed software. @default - those of `constructs/versions.ts` */
  readonly versions?: readonly VersionPin[];
  /** Version queries of kubectl and Helm. @default - the programs on the PATH */
  readonly programs?: Readonly<Record<string, () => Promise<string>>>;
  /** What the pre-flight of a scenario uses. @default - none: neither the account nor Docker is looked at */
  readonly account?: AccountContext;
  /** Timeout of the AWS sign-in in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

export interface DoctorResult {
  readonly scenario?: string;
  readonly healthy: boolean;
  readonly diagnoses: readonly Diagnosis[];
  /** Resource types, by stack. Absent when no endpoint was asked. */
  readonly endpoint?: EndpointTypes;
}

/** Checks the prerequisites of the commands. Changes and installs nothing. @throws ConfigError for an unknown scenario */
export async function examine(options: DoctorOptions, context: DoctorContext): Promise<DoctorResult> {
  const loaded = options.scenario === undefined ? undefined : await loadScenario({ scenario: options.scenario, examples: true });
  const scenario = loaded?.scenario;
  const { diagnosis, aws } = await accountDiagnosis(options, context);
  const endpoint = options.endpoint ?? (scenario && aws?.target.endpoint);
  const asked = endpoint === undefined ? undefined : await askEndpoint(endpoint, scenario?.id);
  const diagnoses = [
    nodeDiagnosis(context.node, context.today),
    await outputDiagnosis(resolve(options.out ?? 'out')),
    ...(await engineDiagnoses(context.engines, scenario)),
    ...(await clusterDiagnoses(context, scenario)),
    diagnosis,
    ...(loaded && context.account ? await scenarioDiagnoses(loaded, aws, options, context.account) : []),
    ...(asked?.diagnoses ?? []),
    ...pinDiagnoses(context.versions ?? versions, context.today),
  ];
  return { scenario: scenario?.id, healthy: diagnoses.every(({ state }) => state !== 'broken'), diagnoses, endpoint: asked?.types };
}

async function askEndpoint(url: string, scenario: string | undefined) {
  const { endpointDiagnoses } = await import('./doctor-endpoint');
  return endpointDiagnoses(url, scenario);
}

async function scenarioDiagnoses(loaded: LoadedScenario, aws: Aws | undefined, options: DoctorOptions, account: AccountContext) {
  const { dockerDiagnoses, preflightDiagnoses } = await import('./doctor-account');
  return aws === undefined ? dockerDiagnoses(loaded, account) : preflightDiagnoses(loaded, aws, options, account);
}

/** End of support of Node's LTS lines. */
const NODE_ENDS: Readonly<Record<number, string>> = { 20: '2026-04-30', 22: '2027-04-30', 24: '2028-04-30' };

function nodeDiagnosis(version: string, today: string): Diagnosis {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  // The first versions of their lines that support require() of ES modules.
  const works = major > 22 || (major === 20 && minor >= 19) || (major === 22 && minor >= 12);
  if (!works)
    return { subject: 'Node', state: 'broken', description: `${version} is too old`, fix: 'install Node 24 (20.19, 22.12 and later work too)' };
  const end = NODE_ENDS[major];
  if (end !== undefined && end < today) {
    return { subject: 'Node', state: 'note', description: `${version} works; its support ended on ${end}`, fix: 'install Node 24' };
  }
  if (major > 26) return { subject: 'Node', state: 'note', description: `${version} is untested`, fix: 'install Node 24 if something fails' };
  return { subject: 'Node', state: 'ok', description: version };
}

async function outputDiagnosis(out: string): Promise<Diagnosis> {
  const subject = 'output folder';
  const shown = relative(process.cwd(), out) || '.';
  try {
    await rm(await mkdtemp(join(await nearestFolder(out), '.stagecraft-')), { recursive: true });
    return { subject, state: 'ok', description: `${shown} is writable` };
  } catch (error) {
    return {
      subject,
      state: 'broken',
      description: `${shown} is not writable: ${(error as Error).message}`,
      fix: 'choose another folder with --out',
    };
  }
}

/** The folder, or its nearest existing ancestor. */
async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found ? folder : nearestFolder(dirname(folder));
}

async function engineDiagnoses(engines: EngineModules, scenario?: Scenario): Promise<readonly Diagnosis[]> {
  const steps = Object.values(scenario?.rehearsal.steps ?? {});
  const wanted = Object.keys(engines).filter((id) => !scenario || steps.some(({ needs }) => needs.includes(id as EngineId))) as EngineId[];
  return Promise.all(
    wanted.map(async (id): Promise<Diagnosis> => {
      const { title, install } = engines[id];
      const version = await engines[id].find();
      if (version !== undefined) return { subject: title, state: 'ok', description: version };
      const stuck = steps.filter(({ needs, standIn }) => needs.includes(id) && !standIn);
      if (stuck.length === 0) return { subject: title, state: 'note', description: 'missing; rehearsals skip its steps', fix: install };
      return { subject: title, state: 'broken', description: `missing, without a substitute in ${stuck.length} steps`, fix: install };
    }),
  );
}

/** kubectl and Helm are only needed for work in a cluster. */
async function clusterDiagnoses({ programs }: DoctorContext, scenario?: Scenario): Promise<readonly Diagnosis[]> {
  if (!scenario?.installation) return [];
  const found = programs ?? (await import('../deployment/cluster/versions')).programs;
  return Promise.all(
    Object.entries(found).map(async ([subject, version]): Promise<Diagnosis> => {
      try {
        return { subject, state: 'ok', description: await version() };
      } catch (error) {
        if (!StagecraftError.is(error)) throw error;
        const { problem, got, fix } = error.refusal;
        return {
          subject,
          state: 'note',
          description: `${got === undefined ? problem : `${problem} (${got})`}; only needed for --cluster and inside the cluster`,
          fix,
        };
      }
    }),
  );
}

/** Credentials are only needed for an account: without them everything before `deploy` works. */
async function accountDiagnosis(
  { profile, region }: ConnectOptions,
  { connect, timeoutMs = 10_000 }: DoctorContext,
): Promise<{ readonly diagnosis: Diagnosis; readonly aws?: Aws }> {
  const subject = 'AWS account';
  const isWanted = profile !== undefined || region !== undefined;
  const timer = new AbortController();
  try {
    const late = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
    const aws = await Promise.race([connect({ profile, region, admit: (destination) => requireAgreeingDestination(destination, {}) }), late]);
    if (!aws) {
      const description = `no response within ${timeoutMs / 1000} s`;
      return { diagnosis: { subject, state: isWanted ? 'broken' : 'note', description, fix: 'check the network' } };
    }
    const { target } = aws;
    const endpoint = target.endpoint === undefined ? '' : ` at ${target.endpoint}`;
    return { diagnosis: { subject, state: 'ok', description: `${target.account} in ${target.region} as ${target.principal}${endpoint}` }, aws };
  } catch (error) {
    if (!StagecraftError.is(error)) throw error;
    const { problem, got, fix } = error.refusal;
    const description = got === undefined ? problem : `${problem} (${got})`;
    const said = isWanted ? description : `${description}; only needed to deploy`;
    return { diagnosis: { subject, state: isWanted ? 'broken' : 'note', description: said, fix } };
  } finally {
    timer.abort();
  }
}

/** Days before the end of support at which warnings start. */
const NOTICE_DAYS = 90;

function pinDiagnoses(pins: readonly VersionPin[], today: string): readonly Diagnosis[] {
  const soon = new Date(Date.parse(today) + NOTICE_DAYS * 86_400_000).toISOString().slice(0, 10);
  const ending = pins.flatMap(({ endOfSupport, ...pin }) => (endOfSupport !== undefined && endOfSupport <= soon ? [{ ...pin, endOfSupport }] : []));
  if (ending.length === 0) return [{ subject: 'version pins', state: 'ok', description: `${pins.length}, all supported until ${soon} at least` }];
  return ending.map(({ name, version, endOfSupport, source }) => ({
    subject: name,
    state: 'note',
    description: `${version} ${endOfSupport < today ? 'left' : 'leaves'} support on ${endOfSupport}`,
    fix: `update stagecraft; ${source}`,
  }));
}
