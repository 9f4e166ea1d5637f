import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { ssmVerbs } from '../../lib/aws/ssm';

const mock = mockClient(SSMClient);

test('returns the values of every page by the last part of their names', async () => {
  mock
    .on(GetParametersByPathCommand, { Path: '/stagecraft/lake/dev' })
    .resolvesOnce({ Parameters: [{ Name: '/stagecraft/lake/dev/bucket', Value: 'b' }], NextToken: 'n' })
    .resolvesOnce({ Parameters: [{ Name: '/stagecraft/lake/dev/database', Value: 'd' }] });

  await expect(ssmVerbs(new SSMClient({ region: 'eu-central-1' })).parametersBelow('/stagecraft/lake/dev')).resolves.toEqual({
    bucket: 'b',
    database: 'd',
  });
});
