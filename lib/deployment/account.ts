import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { type ConnectOptions, explaining } from '../aws/connect';
import { type Looks, looksOf } from './preflight/looks';
import { type StackControl, stackControl } from './stack-control';

/** What deploying and destroying ask of an account, beyond the verbs of jobs. */
export interface Account {
  readonly stacks: StackControl;
  /** ARNs that still have the tags of a scenario and stage; undefined when the endpoint cannot search by tag. */
  tagged(scenario: string, stage: string): Promise<readonly string[] | undefined>;
  /** What a pre-flight reads. */
  readonly looks: Looks;
}

/** How to open an account. */
export interface AccountOptions extends ConnectOptions {
  /** Custom endpoint, such as that of an emulator. @default - the endpoints of AWS */
  readonly endpoint?: string;
}

/** Opens the account that `connect` reaches with the same options. */
export async function openAccount({ profile, region, endpoint }: AccountOptions): Promise<Account> {
  const [{ CloudFormationClient }, { ResourceGroupsTaggingAPIClient }] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-resource-groups-tagging-api'),
  ]);
  const connection = { ...(profile === undefined ? {} : { profile }), ...(region === undefined ? {} : { region }) };
  const context = { profile, endpoint };
  return {
    stacks: stackControl(explaining(new CloudFormationClient(connection), context)),
    looks: looksOf({
      ec2: once(async () => explaining(new (await import('@aws-sdk/client-ec2')).EC2Client(connection), context)),
      quotas: once(async () => explaining(new (await import('@aws-sdk/client-service-quotas')).ServiceQuotasClient(connection), context)),
      iam: once(async () => explaining(new (await import('@aws-sdk/client-iam')).IAMClient(connection), context)),
      rds: once(async () => explaining(new (await import('@aws-sdk/client-rds')).RDSClient(connection), context)),
      mq: once(async () => {
        const [{ EC2Client }, { signedRequests }] = await Promise.all([import('@aws-sdk/client-ec2'), import('../aws/signed-requests')]);
        const { config } = new EC2Client(connection);
        return signedRequests({ credentials: config.credentials, region: await config.region(), sha256: config.sha256, service: 'mq', context });
      }),
      lakeFormation: once(async () => explaining(new (await import('@aws-sdk/client-lakeformation')).LakeFormationClient(connection), context)),
    }),
    tagged: (scenario, stage) => findTagged(explaining(new ResourceGroupsTaggingAPIClient(connection), context), scenario, stage),
  };
}

/**
 * ARNs of everything in the region that still has the tags of a scenario and stage.
 *
 * @returns undefined when the endpoint does not have the Resource Groups Tagging API
 */
async function findTagged(tagging: ResourceGroupsTaggingAPIClient, scenario: string, stage: string): Promise<readonly string[] | undefined> {
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

/** A client is loaded when it is first used. */
function once<Client>(make: () => Promise<Client>): () => Promise<Client> {
  let made: Promise<Client> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
