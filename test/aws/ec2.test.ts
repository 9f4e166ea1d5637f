import { DeleteNetworkInterfaceCommand, DescribeNetworkInterfacesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { ec2Verbs } from '../../lib/aws/ec2';

const mock = mockClient(EC2Client);
const ec2 = ec2Verbs(new EC2Client({ region: 'eu-central-1' }));
const failed = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
});

test("finds a cluster's interfaces without attachment, on every page", async () => {
  mock
    .on(DescribeNetworkInterfacesCommand)
    .resolvesOnce({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }], NextToken: 'n' })
    .resolvesOnce({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-2' }] });

  await expect(ec2.detachedInterfaces('demo')).resolves.toEqual(['eni-1', 'eni-2']);
  expect(mock.commandCalls(DescribeNetworkInterfacesCommand)[0]?.args[0].input.Filters).toEqual([
    { Name: 'tag:cluster.k8s.amazonaws.com/name', Values: ['demo'] },
    { Name: 'status', Values: ['available'] },
  ]);
});

test('deletes an interface; ignores a missing one and passes on other errors', async () => {
  await ec2.deleteInterface('eni-1');
  mock.on(DeleteNetworkInterfaceCommand).rejects(failed('InvalidNetworkInterfaceID.NotFound'));
  await expect(ec2.deleteInterface('eni-1')).resolves.toBeUndefined();
  mock.on(DeleteNetworkInterfaceCommand).rejects(failed('InvalidParameterValue'));
  await expect(ec2.deleteInterface('eni-1')).rejects.toThrow('InvalidParameterValue');
  expect(mock.commandCalls(DeleteNetworkInterfaceCommand)[0]?.args[0].input).toEqual({ NetworkInterfaceId: 'eni-1' });
});
