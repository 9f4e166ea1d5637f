import type { Aws } from '../../lib/aws/aws';
import type { Leftover } from '../../lib/contract/resources';
import { countLeftover, leftoverName, type SweepContext, sweep } from '../../lib/deployment/sweep';
import { FakeCloud } from '../support/fake-cloud';
import { recordingTask } from '../support/task';

function contextWith(traces: string[], interfaces: string[], endpoints: string[] = []): SweepContext {
  const cloud = new FakeCloud();
  const ec2 = {
    emrTraces: async () => traces,
    removeEmrTraces: async () => traces.splice(0).length,
    emrEndpoints: async () => [...endpoints],
    removeEmrEndpoints: async () => endpoints.splice(0).length,
    unusedInterfaces: async () => [...interfaces],
    deleteInterface: async (id: string) => void interfaces.splice(interfaces.indexOf(id), 1),
  } as unknown as Aws['ec2'];
  return { aws: { ...cloud.aws(), ec2 } as Aws, kept: new Set() };
}

test.each<[Leftover, number, string]>([
  [{ kind: 'emr-security-groups', vpc: 'vpc-1' }, 2, 'security groups and rules that EMR created in vpc-1'],
  [{ kind: 'emr-endpoints', vpc: 'vpc-1' }, 1, 'endpoints that EMR created in vpc-1'],
  [{ kind: 'unused-interfaces', vpc: 'vpc-1' }, 3, 'available network interfaces of vpc-1'],
])('$kind: counts, removes before the stack of the VPC is deleted, and is empty then', async (leftover, count, name) => {
  const context = contextWith(['sgr-1', 'sg-1'], ['eni-1', 'eni-2', 'eni-3'], ['vpce-1']);

  expect(leftoverName(leftover)).toBe(name);
  await expect(countLeftover(leftover, context)).resolves.toBe(count);
  await expect(sweep(['after'], [leftover], context, recordingTask())).resolves.toEqual({ swept: [], refused: [] });
  await expect(sweep(['before', 'between'], [leftover], context, recordingTask())).resolves.toEqual({
    swept: [{ what: name, removed: count }],
    refused: [],
  });
  await expect(countLeftover(leftover, context)).resolves.toBe(0);
});
