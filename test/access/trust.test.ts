import { accessOf } from '../../lib/access';
import { ACCOUNT, att, policy, ref, resource, worldWith } from './toy-world';

type Fields = Readonly<Record<string, unknown>>;

const trusting = (service: string, Condition?: Fields, Action: unknown = 'sts:AssumeRole') =>
  resource('AWS::IAM::Role', {
    RoleName: 'app',
    AssumeRolePolicyDocument: policy({
      Effect: 'Allow',
      Action,
      Principal: { Service: `${service}.amazonaws.com` },
      ...(Condition && { Condition }),
    }),
  });
const machine = resource('AWS::StepFunctions::StateMachine', {
  ...{ StateMachineName: 'm', RoleArn: att('Role'), DefinitionString: '{"States":{"A":{"Type":"Pass","End":true}}}' },
});
const own = { 'aws:SourceArn': `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:m` };

async function judged(resources: Fields) {
  const { isAllowed, roles, findings } = await accessOf(await worldWith(resources), []);
  const requests = roles.flatMap((role) => role.requests).filter(({ request }) => request.action.startsWith('sts:'));
  return {
    isAllowed,
    denied: requests.map(({ call, decision }) => `${call}: ${decision.isAllowed ? 'allowed' : decision.reason}`),
    findings: findings.map(({ what }) => what),
  };
}

test('a role that trusts the service is fine', async () => {
  expect(await judged({ Role: trusting('states'), M: machine })).toEqual({ isAllowed: true, denied: [], findings: [] });
});

test('a role that trusts another service is denied, by name', async () => {
  expect(await judged({ Role: trusting('lambda'), M: machine })).toEqual({
    isAllowed: false,
    denied: ['AWS::StepFunctions::StateMachine M: states.amazonaws.com assumes the role that RoleArn names: no statement allows it'],
    findings: [],
  });
});

test.each<[string, Fields, boolean]>([
  ['its account', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }, true],
  ['its ARN', { ArnLike: own }, true],
  ['another account', { StringEquals: { 'aws:SourceAccount': '444455556666' } }, false],
  ['another machine', { ArnLike: { 'aws:SourceArn': `${own['aws:SourceArn']}2` } }, false],
])('the trust for %s: allowed %s', async (_, condition, isAllowed) => {
  expect((await judged({ Role: trusting('states', condition), M: machine })).isAllowed).toBe(isAllowed);
});

test('a service that is not documented to send the keys: the finding says that the trust depends on them', async () => {
  const rule = resource('AWS::Events::Rule', { Targets: [{ Arn: 'x', RoleArn: att('Role') }] });
  const { denied, findings } = await judged({ Role: trusting('events', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }), Rule: rule });

  expect(denied).toEqual([]);
  expect(findings).toContain(
    'its trust in events.amazonaws.com for lake/Rule depends on aws:SourceAccount or aws:SourceArn, which it is not known to send',
  );
});

test('a schedule comes from its group', async () => {
  const group = `arn:aws:scheduler:eu-central-1:${ACCOUNT}:schedule-group/nightly`;
  const schedule = (GroupName: string) => resource('AWS::Scheduler::Schedule', { GroupName, Target: { Arn: 'x', RoleArn: att('Role') } });
  const role = trusting('scheduler', { ArnEquals: { 'aws:SourceArn': group } });

  expect((await judged({ Role: role, S: schedule('nightly') })).denied).toEqual([]);
  expect((await judged({ Role: role, S: schedule('daily') })).denied).toEqual([expect.stringContaining('scheduler.amazonaws.com')]);
});

test('a pod brings its cluster, namespace and service account, and needs the right to tag its session', async () => {
  const pod = resource('AWS::EKS::PodIdentityAssociation', { RoleArn: att('Role'), ClusterName: 'c', Namespace: 'shop', ServiceAccount: 'web' });
  const both = ['sts:AssumeRole', 'sts:TagSession'];
  const tag = (namespace: string) => ({ StringEquals: { 'aws:RequestTag/kubernetes-namespace': namespace } });

  expect((await judged({ Role: trusting('pods.eks', tag('shop'), both), Pod: pod })).denied).toEqual([]);
  expect((await judged({ Role: trusting('pods.eks', tag('other'), both), Pod: pod })).denied).toHaveLength(2);
  expect((await judged({ Role: trusting('pods.eks', tag('shop')), Pod: pod })).denied).toHaveLength(1);
});

test('a policy that names a role is no workload of which it is not known what it does as the role', async () => {
  const document = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: { AWS: att('Role') } });
  const { findings } = await judged({
    Role: trusting('lambda'),
    B: resource('AWS::S3::Bucket', { BucketName: 'bkt' }),
    P: resource('AWS::S3::BucketPolicy', { Bucket: ref('B'), PolicyDocument: document }),
    Own: resource('AWS::IAM::RolePolicy', { RoleName: ref('Role'), PolicyDocument: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) }),
  });

  expect(findings).toEqual([]);
});
