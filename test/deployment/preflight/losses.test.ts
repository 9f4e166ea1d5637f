import type { Aws } from '../../../lib/aws/aws';
import type { ResourceChange } from '../../../lib/deployment/compare';
import { lossesOf } from '../../../lib/deployment/preflight/losses';
import { refuseDeployment } from '../../../lib/deployment/preflight/preflight';
import { FakeCloud, made } from '../../support/fake-cloud';

const cloud = () => {
  const found = new FakeCloud();
  found.addStack('demo', { resources: [{ ...made('AWS::S3::Bucket', 'demo-bucket'), logicalId: 'Data' }, made('AWS::SSM::Parameter', 'note')] });
  return found;
};
const changed = (...changes: readonly Partial<ResourceChange>[]) => [
  { name: 'demo', changes: changes.map((change) => ({ logicalId: 'Data', type: 'AWS::S3::Bucket', change: 'replace' as const, ...change })) },
];

test.each(['replace', 'may-replace', 'remove'] as const)('%s of a bucket loses its data, and needs the flag', async (change) => {
  const losses = await lossesOf(changed({ change }), cloud().aws());
  expect(losses).toEqual([{ stack: 'demo', logicalId: 'Data', type: 'AWS::S3::Bucket', change }]);
  const looked = { checks: [], exposed: [], losses };
  expect(() => refuseDeployment(looked, {})).toThrow(
    /nothing was deployed: data would be lost; got .*AWS::S3::Bucket Data of demo.*--allow-replacement/,
  );
  expect(() => refuseDeployment(looked, { allowReplacement: true })).not.toThrow();
});

test.each([{ change: 'change' }, { change: 'let-go' }, { change: 'add' }, { type: 'AWS::SSM::Parameter' }] as const)(
  '%j loses nothing',
  async (change) => {
    expect(await lossesOf(changed(change), cloud().aws())).toEqual([]);
  },
);

test('what is gone already has nothing to lose; what cannot be looked up might', async () => {
  const account = cloud();
  account.buckets.delete('demo-bucket');
  expect(await lossesOf(changed({}), account.aws())).toEqual([]);
  const denied = Object.assign(new Error('no'), { $metadata: {} });
  const aws = account.aws({ cloudControl: { resource: () => Promise.reject(denied) } as unknown as Aws['cloudControl'] });
  expect(await lossesOf(changed({}), aws)).toHaveLength(1);
});

test('every check that failed is named with its advice', () => {
  const check = (subject: string) => ({ subject, state: 'refused' as const, description: `${subject} is missing`, fix: `get ${subject}` });
  const looked = { checks: [check('Docker'), { subject: 'names', state: 'ok' as const, description: '' }, check('vCPU')], exposed: [], losses: [] };
  expect(() => refuseDeployment(looked, { allowReplacement: true })).toThrow(
    'nothing was deployed: 2 checks before the deployment failed; got Docker: Docker is missing; vCPU: vCPU is missing; get Docker; get vCPU',
  );
});
