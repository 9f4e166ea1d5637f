import type { Aws } from '../../aws/aws';
import { JobError } from '../../errors';
import type { LoadedScenario } from '../../scenarios/load';
import type { Synthesized } from '../../scenarios/synthesize';
import type { Account } from '../account';
import type { Environment } from '../endpoint';
import { expectedOf, locationOf } from '../expected';
import type { PlannedStack } from '../plan';
import { look, type PreflightCheck } from './check';
import { checkDocker, imagesOf, type RunProgram } from './docker';
import { type Exposed, exposedBy } from './exposure';
import { checkLakeFormation } from './lake-formation';
import { checkLinkedRoles, linkedRolesOf } from './linked-roles';
import { type Loss, lossesOf } from './losses';
import { machinesOf } from './machines';
import { checkNames } from './names';
import { checkNetwork } from './network-quotas';
import { checkNodeRoom } from './node-room';
import { checkVcpus } from './quotas';
import { resourcesIn, type TemplateResource } from './templates';
import { checkZones } from './zones';

/** What would keep a deployment from ending, or what a person should know before it begins. */
export interface Preflight {
  readonly checks: readonly PreflightCheck[];
  /** What faces the internet. */
  readonly exposed: readonly Exposed[];
  /** Data that goes with a resource that is replaced or removed. */
  readonly losses: readonly Loss[];
}

export interface PreflightSources {
  readonly loaded: LoadedScenario;
  readonly synthesized: Pick<Synthesized, 'stacks'>;
  readonly aws: Aws;
  readonly account: Pick<Account, 'looks'>;
  readonly stacks: readonly Pick<PlannedStack, 'name' | 'action' | 'changes'>[];
  readonly env: Environment;
  readonly run: RunProgram;
}

/** Looks at quotas, zones, the room of nodes, roles, names and Docker. Reads, and changes nothing; what AWS does not tell is a note. */
export async function preflight({ loaded, synthesized, aws, account: { looks }, stacks, env, run }: PreflightSources): Promise<Preflight> {
  const location = locationOf(aws.target);
  const hasSubnets = synthesized.stacks.some(({ template }) => JSON.stringify(template).includes('"AWS::EC2::Subnet"'));
  const zones = hasSubnets ? await look(() => looks.zones()) : { value: [] };
  const resources = resourcesIn(synthesized.stacks, { location, zones: 'value' in zones ? zones.value.map(({ name }) => name) : undefined });
  const created = resources.filter((resource) => isCreated(resource, stacks));

  const machines = machinesOf(resources);
  const work = [...machines.work, ...(loaded.scenario.launches?.({ config: loaded.config }) ?? [])];
  const own = machinesOf(created);
  const fresh = new Set(stacks.filter(({ action }) => action === 'create').map(({ name }) => name));
  const names = expectedOf(
    synthesized.stacks.filter(({ stackName }) => fresh.has(stackName)).map(({ stackName: name, template }) => ({ name, template })),
    aws.target,
  ).resources;

  const checks = await Promise.all([
    checkVcpus({ ...machines, own: own.own, largest: own.largest, work, isNew: fresh.size > 0, small: flagsOf(loaded) }, looks),
    checkNetwork(created, looks),
    checkZones({ resources, launches: [...machines.own, ...work], zones, key: zonesKeyOf(loaded) }, looks),
    checkNodeRoom({ templates: synthesized.stacks.map(({ template }) => template), config: loaded.config }, looks),
    checkLinkedRoles(linkedRolesOf(resources, { own: machines.own, work }), looks),
    checkNames(names, aws, location),
    checkLakeFormation(resources, looks),
    imagesOf(synthesized.stacks).then((images) => checkDocker(images, env, run)),
  ]);
  return { checks: checks.flat(), exposed: exposedBy(resources), losses: await lossesOf(stacks, aws) };
}

/** @throws JobError with every check that refuses, and for data that would be lost without `allowReplacement` */
export function refuseDeployment({ checks, losses }: Preflight, { allowReplacement = false }: { readonly allowReplacement?: boolean }): void {
  const refused = checks.filter(({ state }) => state === 'refused');
  if (refused.length > 0) {
    throw new JobError({
      problem: `nothing was deployed: ${refused.length} ${refused.length === 1 ? 'check' : 'checks'} before the deployment failed`,
      got: refused.map(({ subject, description }) => `${subject}: ${description}`).join('; '),
      fix: [...new Set(refused.map(({ fix }) => fix))].join('; '),
    });
  }
  if (losses.length === 0 || allowReplacement) return;
  throw new JobError({
    problem: 'nothing was deployed: data would be lost',
    got: losses.map(lossText).join('; '),
    fix: 'save the data, then repeat with --allow-replacement, or go back to the configuration before',
  });
}

/** One loss in words. */
export function lossText({ change, type, logicalId, stack }: Loss): string {
  const verb = { replace: 'replaces', 'may-replace': 'may replace', remove: 'deletes' }[change];
  return `${verb} ${type} ${logicalId} of ${stack}, with its data`;
}

/** What a deployment makes: everything in a new stack, and what an update adds or replaces. */
function isCreated({ stack, logicalId }: TemplateResource, stacks: PreflightSources['stacks']): boolean {
  const planned = stacks.find(({ name }) => name === stack);
  if (planned?.action === 'create' || planned?.action === 'recreate') return true;
  return (planned?.changes ?? []).some((each) => each.logicalId === logicalId && (each.change === 'add' || each.change === 'replace'));
}

function flagsOf({ scenario: { small }, config }: LoadedScenario): string | undefined {
  const missing = Object.entries(small ?? {}).filter(([key, value]) => config[key] !== value);
  return missing.length === 0 ? undefined : missing.map(([key, value]) => `--set ${key}=${value}`).join(' ');
}

function zonesKeyOf({ config }: LoadedScenario): string | undefined {
  return ['availabilityZones', 'zones'].find((key) => Object.hasOwn(config, key));
}
