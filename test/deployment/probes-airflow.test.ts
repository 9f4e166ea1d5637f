import { DescribeAddressesCommand, DescribeNatGatewaysCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { leftBehindBy } from '../../lib/deployment/left-behind';
import { probes } from '../../lib/deployment/probes';
import { fakeEndpoint, json } from '../support/fake-endpoint';
import { withEnvironment } from '../support/with-environment';

const ec2 = mockClient(EC2Client);
beforeEach(() => ec2.reset());

const look = (type: string, id: string, endpoint?: string) => probes({ region: 'eu-central-1' }, endpoint)[type]!(id);

test('an address exists until EC2 does not find it', async () => {
  ec2.on(DescribeAddressesCommand).resolves({ Addresses: [{ PublicIp: '192.0.2.1' }] });
  await expect(look('AWS::EC2::EIP', '192.0.2.1')).resolves.toBe(true);

  ec2.on(DescribeAddressesCommand).rejects(Object.assign(new Error('gone'), { name: 'InvalidAddress.NotFound' }));
  await expect(look('AWS::EC2::EIP', '192.0.2.1')).resolves.toBe(false);
});

test('a deleted NAT gateway counts as gone while EC2 still lists it', async () => {
  ec2.on(DescribeNatGatewaysCommand).resolves({ NatGateways: [{ NatGatewayId: 'nat-1' }] });
  await expect(look('AWS::EC2::NatGateway', 'nat-1')).resolves.toBe(true);
  await expect(look('AWS::EC2::NatGateway', 'nat-2')).resolves.toBe(false);
  expect(ec2.commandCalls(DescribeNatGatewaysCommand)[0]?.args[0].input.Filter).toEqual([
    { Name: 'state', Values: ['pending', 'available', 'failed'] },
  ]);
});

test('probes an Airflow environment by a signed request', async () => {
  const endpoint = await fakeEndpoint();
  await withEnvironment(endpoint.env, async () => {
    endpoint.replies['S3'] = json({ Environment: { Status: 'DELETING' } });
    await expect(look('AWS::MWAA::Environment', 'emr-mwaa', endpoint.url)).resolves.toBe(true);

    endpoint.replies['S3'] = json({ __type: 'ResourceNotFoundException', message: 'no' }, 404);
    await expect(look('AWS::MWAA::Environment', 'emr-mwaa', endpoint.url)).resolves.toBe(false);
    expect(endpoint.paths).toEqual(['GET /environments/emr-mwaa', 'GET /environments/emr-mwaa']);
  });
  await endpoint.close();
});

test('an environment leaves its five log groups, and none of another stage', () => {
  expect(leftBehindBy([{ type: 'AWS::MWAA::Environment', physicalId: 'emr-mwaa' }])).toEqual(
    ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((part) => ({ kind: 'log-group', name: `airflow-emr-mwaa-${part}` })),
  );
});
