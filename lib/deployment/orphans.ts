import type { Aws } from '../aws/aws';
import type { DeployedResource } from '../contract/deployed-resource';
import type { Leftover } from '../contract/leftover';
import { services } from '../services';
import { concurrently } from './concurrently';
import { locationOf } from './expected';

/** What is known of a deployment when its orphaned resources are looked for. */
export interface OrphanSources {
  /** Resources of stacks that are there. */
  readonly owned: readonly DeployedResource[];
  /** Resources whose names the templates fix, whether or not they are deployed. */
  readonly expected: readonly DeployedResource[];
  /** Resources of stacks that have a name of the scenario's and are not its own. */
  readonly foreign: readonly DeployedResource[];
  /** What the scenario itself names, since no type tells it. */
  readonly declared: readonly Leftover[];
}

/**
 * Resources that services create and no stack deletes, each once: of what the stacks own, of what they owned before they were deleted, and what the
 * scenario names.
 *
 * A name alone proves nothing: a bucket of this name that no stack of the scenario owns belongs to another owner, perhaps the very reason why a deployment
 * failed. A log group counts, since a service may have created it again after its stack was deleted, unless the resource that writes it lives on.
 */
export async function orphansOf({ owned, expected, foreign, declared }: OrphanSources, aws: Aws): Promise<readonly Leftover[]> {
  const ownKeys = new Set(owned.map(keyOf));
  const unowned = expected.filter((resource) => !ownKeys.has(keyOf(resource)));
  const elsewhere = [...foreign, ...(await presentOf(unowned, aws))];
  const theirs = new Set(services.leftoversOf(elsewhere).map(keyOfLeftover));
  const followed = services.leftoversOf(unowned).filter((leftover) => survivesItsOwner(leftover) && !theirs.has(keyOfLeftover(leftover)));
  const own = [...services.leftoversOf(owned), ...declared].filter((leftover) => isOwned(leftover, ownKeys));
  return [...new Map([...own, ...followed].map((leftover) => [keyOfLeftover(leftover), leftover])).values()];
}

/** Those that are there although no stack of the scenario owns them. A log group is not among them: a service may have created it again. */
async function presentOf(unowned: readonly DeployedResource[], aws: Aws): Promise<readonly DeployedResource[]> {
  const sources = unowned.filter((resource) => resource.type !== 'AWS::Logs::LogGroup' && services.leftoversOf([resource]).length > 0);
  const looks = await concurrently(sources, (resource) =>
    services.look(resource, { verbs: aws, location: locationOf(aws.target) }).catch(() => ({ state: 'unknown' as const })),
  );
  return sources.filter((_, index) => looks[index]?.state === 'present');
}

/** Contents go with their bucket, and made tables with their database: without it there is nothing to sweep. */
function survivesItsOwner({ kind }: Leftover): boolean {
  return kind !== 'bucket-contents' && kind !== 'catalog-tables';
}

function isOwned(leftover: Leftover, owned: ReadonlySet<string>): boolean {
  if (leftover.kind === 'bucket-contents') return owned.has(`AWS::S3::Bucket ${leftover.bucket}`);
  if (leftover.kind === 'catalog-tables') return owned.has(`AWS::Glue::Database ${leftover.database}`);
  return true;
}

function keyOf({ type, physicalId }: DeployedResource): string {
  return `${type} ${physicalId}`;
}

function keyOfLeftover(leftover: Leftover): string {
  return JSON.stringify(leftover);
}
