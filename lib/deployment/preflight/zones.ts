import { ZONE_GAPS } from 'stagecraft-constructs/versions';
import type { Launch } from '../../contract/launch';
import { couldNotLook, type Looked, look, type PreflightCheck } from './check';
import type { Looks, Zone } from './looks';
import type { TemplateResource } from './templates';

export interface ZoneNeeds {
  /** Of all stacks. */
  readonly resources: readonly TemplateResource[];
  /** Of the stacks' own resources and of their work. */
  readonly launches: readonly Launch[];
  /** Zones of the region that this account may use. */
  readonly zones: Looked<readonly Zone[]>;
  /** Configuration key that names the zones. @default - there is none */
  readonly key?: string;
}

type OfferLooks = Pick<Looks, 'offering' | 'databaseOffering' | 'brokerOffering'>;

const SUBJECT = 'Availability Zones';

/** Whether the zones of the subnets offer the services, and the types of instances, databases and brokers of the templates. */
export async function checkZones(needs: ZoneNeeds, looks: OfferLooks): Promise<readonly PreflightCheck[]> {
  const { resources, zones } = needs;
  const subnets = resources.filter(({ type }) => type === 'AWS::EC2::Subnet');
  if (subnets.length === 0) return [];
  if ('refused' in zones) return [couldNotLook(SUBJECT, 'the zones of the region', zones.refused)];

  const named = subnets.map(({ properties }) => properties['AvailabilityZone']);
  const used = [...new Set(named.filter((name) => typeof name === 'string'))];
  const missing = used.filter((name) => !zones.value.some((zone) => zone.name === name));
  if (missing.length > 0) return [refused(`${missing.join(', ')} cannot be used by this account`, zones.value, needs.key)];
  // An index behind the last zone stays unresolved.
  if (used.length === 0 || named.some((name) => typeof name !== 'string')) {
    return [refused('the stacks need more zones than the region has for this account', zones.value, needs.key)];
  }

  const usedZones = used.flatMap((name) => zones.value.filter((zone) => zone.name === name));
  const gaps = ZONE_GAPS.filter(({ type }) => resources.some((resource) => resource.type === type)).flatMap((gap) => {
    const lacking = usedZones.filter(({ id }) => gap.zoneIds.includes(id));
    if (lacking.length === 0) return [];
    const others = zones.value.filter(({ id }) => !gap.zoneIds.includes(id));
    return [refused(`${listed(lacking)} without ${gap.service} (${gap.source}, read ${gap.read})`, others, needs.key)];
  });
  const offered = await Promise.all(
    [...typesOf(needs.launches)].map((type) => checkOffer(`instance type ${type}`, () => looks.offering(type), usedZones, needs)),
  );
  const databases = await Promise.all(
    classesOf(resources).map(({ engine, name }) => checkOffer(`${name} of ${engine}`, () => looks.databaseOffering(engine, name), usedZones, needs)),
  );
  const brokers = await Promise.all(
    brokersOf(resources).map(({ engine, name, inEachZone }) =>
      checkOffer(`${name} of ${engine}`, () => looks.brokerOffering(engine, name), usedZones, needs, inEachZone),
    ),
  );
  const found = [...gaps, ...offered.flat(), ...databases.flat(), ...brokers.flat()];
  return found.length > 0 ? found : [{ subject: SUBJECT, state: 'ok', description: `${listed(usedZones)} offer what the stacks need` }];
}

async function checkOffer(
  what: string,
  read: () => Promise<readonly string[]>,
  used: readonly Zone[],
  { zones, key }: ZoneNeeds,
  inEachZone = false,
): Promise<readonly PreflightCheck[]> {
  const offering = await look(read);
  if ('refused' in offering) return [couldNotLook(SUBJECT, `where ${what} is offered`, offering.refused)];
  const lacking = used.filter(({ name }) => !offering.value.includes(name));
  if (lacking.length === 0) return [];
  const others = 'value' in zones ? zones.value.filter(({ name }) => offering.value.includes(name)) : [];
  if (others.length === 0) {
    return [
      { subject: SUBJECT, state: 'refused', description: `${what} is not offered in this region`, fix: 'choose another type, or another --region' },
    ];
  }
  const description = `${what} is not offered in ${listed(lacking)}`;
  // An EMR cluster, and a single instance, runs in the first zone alone.
  if (inEachZone || lacking.length === used.length || lacking.some(({ name }) => name === used[0]?.name)) return [refused(description, others, key)];
  return [{ subject: SUBJECT, state: 'note', description, fix: advice(others, key) }];
}

function refused(description: string, zones: readonly Zone[], key: string | undefined): PreflightCheck {
  return { subject: SUBJECT, state: 'refused', description, fix: advice(zones, key) };
}

function advice(zones: readonly Zone[], key: string | undefined): string {
  const names = zones.map(({ name }) => name).join(',');
  return key === undefined ? `choose another --region; ${names} would do` : `name others: --set ${key}=… of ${names}, or choose another --region`;
}

function listed(zones: readonly Zone[]): string {
  return zones.map(({ name, id }) => `${name} (${id})`).join(', ');
}

function typesOf(launches: readonly Launch[]): ReadonlySet<string> {
  return new Set(launches.flatMap(({ instances }) => instances.map(({ type }) => type)));
}

const DATABASES: Readonly<Record<string, string | undefined>> = { 'AWS::RDS::DBInstance': undefined, 'AWS::DocDB::DBInstance': 'docdb' };

interface Offered {
  readonly engine: string;
  readonly name: string;
  /** Whether it runs in every zone of the stacks. @default - it is content with one */
  readonly inEachZone?: boolean;
}

/** Classes of databases that the templates create, each once. A replica has the engine of its source and names none. */
function classesOf(resources: readonly TemplateResource[]): readonly Offered[] {
  const all = resources
    .filter(({ type }) => Object.hasOwn(DATABASES, type))
    .flatMap(({ type, properties: { Engine, DBInstanceClass } }) => offeredOf(DATABASES[type] ?? Engine, DBInstanceClass));
  return eachOnce(all);
}

/** Instance types of brokers that the templates create, each once. */
function brokersOf(resources: readonly TemplateResource[]): readonly Offered[] {
  const all = resources.filter(({ type }) => type === 'AWS::AmazonMQ::Broker');
  return eachOnce(
    all.flatMap(({ properties: { EngineType, HostInstanceType, DeploymentMode } }) =>
      offeredOf(EngineType, HostInstanceType).map((offered) => ({ ...offered, inEachZone: DeploymentMode !== 'SINGLE_INSTANCE' })),
    ),
  );
}

function offeredOf(engine: unknown, name: unknown): readonly Offered[] {
  return typeof engine === 'string' && typeof name === 'string' ? [{ engine, name }] : [];
}

function eachOnce(all: readonly Offered[]): readonly Offered[] {
  return [...new Map(all.map((each) => [`${each.engine} ${each.name}`, each])).values()];
}
