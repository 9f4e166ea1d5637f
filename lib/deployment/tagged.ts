import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';

/**
 * ARNs of everything in the region that still has the tags of a scenario and stage.
 *
 * @returns undefined when the endpoint does not have the Resource Groups Tagging API
 */
export async function findTagged(tagging: ResourceGroupsTaggingAPIClient, scenario: string, stage: string): Promise<readonly string[] | undefined> {
  const TagFilters = [
    { Key: 'stagecraft:scenario', Values: [scenario] },
    { Key: 'stagecraft:stage', Values: [stage] },
  ];
  const arns: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await tagging.send(new GetResourcesCommand({ TagFilters, PaginationToken })).catch(noneWithoutService);
    if (page === undefined) return undefined;
    arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  return arns;
}

function noneWithoutService(error: unknown): undefined {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (['UnknownOperationException', 'NotImplemented', 'NotImplementedException', 'InvalidAction'].includes(name ?? '')) return undefined;
  if ($metadata?.httpStatusCode === 501) return undefined;
  throw error;
}
