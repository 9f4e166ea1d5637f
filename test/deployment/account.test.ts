import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { openAccount } from '../../lib/deployment/account';
import { named } from '../support/fake-cloud';

const account = () => openAccount({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' });

describe('search by tag', () => {
  const tagging = mockClient(ResourceGroupsTaggingAPIClient);
  beforeEach(() => tagging.reset());
  const search = async () => (await account()).tagged('toy', 'dev');

  test('filters by both tags and reads all pages', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: 'one' }], PaginationToken: 'more' })
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: 'two' }, {}] });
    await expect(search()).resolves.toEqual(['one', 'two']);
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input.TagFilters).toEqual([
      { Key: 'stagecraft:scenario', Values: ['toy'] },
      { Key: 'stagecraft:stage', Values: ['dev'] },
    ]);
  });

  test.each([named('UnknownOperationException'), Object.assign(named('Whatever'), { $metadata: { httpStatusCode: 501 } })])(
    'returns undefined when the endpoint has no search by tag (%s)',
    async (error) => {
      tagging.on(GetResourcesCommand).rejects(error);
      await expect(search()).resolves.toBeUndefined();
    },
  );

  test('passes on any other error', async () => {
    tagging.on(GetResourcesCommand).rejects(named('AccessDenied', 'not allowed'));
    await expect(search()).rejects.toThrow(/not allowed/);
  });
});
