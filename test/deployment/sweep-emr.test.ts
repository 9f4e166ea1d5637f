import type { Aws } from '../../lib/aws/aws';
import type { Leftover } from '../../lib/contract/leftover';
import { countLeftover, leftoverName, type Place, sweep } from '../../lib/deployment/sweep';
import { FakeCloud } from '../support/fake-cloud';
import { recordingTask } from '../support/task';

function placeWith(traces: string[], interfaces: string[]): Place {
  const cloud = new FakeCloud();
  const ec2 = {
    emrTraces: async () => traces,
    removeEmrTraces: async () => traces.splice(0).length,
    unusedInterfaces: async () => [...interfaces],
    deleteInterface: async (id: string) => void interfaces.splice(interfaces.indexOf(id), 1),
  } as unknown as Aws['ec2'];
  return { aws: { ...cloud.aws(), ec2 } as Aws, account: cloud.account(), kept: new Set() };
}

test.each<[Leftover, number, string]>([
  [{ kind: 'emr-security-groups', vpc: 'vpc-1' }, 2, 'security groups and rules that EMR made in vpc-1'],
  [{ kind: 'unused-interfaces', vpc: 'vpc-1' }, 3, 'network interfaces of vpc-1 that nothing has any more'],
])('$kind: counts, removes before the stack is deleted, and is empty afterwards', async (leftover, count, name) => {
  const place = placeWith(['sgr-1', 'sg-1'], ['eni-1', 'eni-2', 'eni-3']);

  expect(leftoverName(leftover)).toBe(name);
  await expect(countLeftover(leftover, place)).resolves.toBe(count);
  await expect(sweep('after', [leftover], place, recordingTask())).resolves.toEqual([]);
  await expect(sweep('before', [leftover], place, recordingTask())).resolves.toEqual([{ what: name, removed: count }]);
  await expect(countLeftover(leftover, place)).resolves.toBe(0);
});
