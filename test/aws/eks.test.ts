import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { type EksVerbs, eksVerbs } from '../../lib/aws/eks';
import { eksCluster } from '../../lib/deployment/cluster/eks-cluster';
import { FakeCluster } from '../support/fake-cluster';
import { withEnvironment } from '../support/with-environment';

const mock = mockClient(EKSClient);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session/token+with=signs' };
const { sha256 } = new STSClient({ region: 'eu-central-1' }).config;
const verbs = (region = 'eu-central-1') =>
  eksVerbs(new EKSClient({ region }), { region, credentials, sha256, now: () => new Date('2026-11-21T12:00:00Z') });

beforeEach(() => mock.reset());

test('returns endpoint and authority of a cluster, or reports that it is not ready', async () => {
  mock.on(DescribeClusterCommand, { name: 'demo' }).resolvesOnce({ cluster: { endpoint: 'https://x.eks', certificateAuthority: { data: 'Q0E=' } } });
  await expect(verbs().endpoint('demo')).resolves.toEqual({ endpoint: 'https://x.eks', certificateAuthority: 'Q0E=' });

  mock.on(DescribeClusterCommand).resolves({ cluster: { status: 'CREATING' } });
  await expect(verbs().endpoint('demo')).rejects.toThrow('EKS cluster demo is not active; got CREATING; allowed: ACTIVE; wait until it is active');
});

test.each([
  ['eu-central-1', 'sts.eu-central-1.amazonaws.com'],
  ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
])('a token of %s is a signed address of %s, bound to the cluster, for a minute', async (region, host) => {
  const token = await verbs(region).token('demo');
  const [prefix, encoded = ''] = token.split('.');
  const address = new URL(Buffer.from(encoded, 'base64url').toString());

  expect(prefix).toBe('k8s-aws-v1');
  expect(encoded).toMatch(/^[\w-]+$/);
  expect({ origin: address.origin, path: address.pathname }).toEqual({ origin: `https://${host}`, path: '/' });
  expect(Object.fromEntries(address.searchParams)).toEqual({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `AKIDEXAMPLE/20261121/${region}/sts/aws4_request`,
    'X-Amz-Date': '20261121T120000Z',
    'X-Amz-Expires': '60',
    'X-Amz-Security-Token': 'session/token+with=signs',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await expect(verbs(region).token('other')).resolves.not.toBe(token);
});

describe('an EKS cluster', () => {
  const eks = (token: () => Promise<string>): EksVerbs => ({
    endpoint: async () => ({ endpoint: 'https://x.eks', certificateAuthority: 'Q0E=' }),
    token,
  });

  test('is reached by a kubeconfig and a token file that only the owner can read, both deleted on close', async () => {
    const fake = new FakeCluster();
    try {
      const cluster = await eksCluster(
        eks(async () => 'k8s-aws-v1.secret'),
        'demo',
      );
      await withEnvironment(fake.env, () => cluster.list('nodes'));

      const [command = ''] = fake.commands;
      const [, kubeconfig = ''] = /^kubectl --kubeconfig=(\S+) get nodes/.exec(command) ?? [];
      const written = JSON.parse(readFileSync(kubeconfig, 'utf8'));
      expect(command).not.toContain('secret');
      expect(written.clusters).toEqual([{ name: 'demo', cluster: { server: 'https://x.eks', 'certificate-authority-data': 'Q0E=' } }]);
      const [{ user }] = written.users;
      expect(readFileSync(user.tokenFile, 'utf8')).toBe('k8s-aws-v1.secret');
      expect([kubeconfig, user.tokenFile, dirname(kubeconfig)].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o700]);

      await cluster.close();
      expect(existsSync(dirname(kubeconfig))).toBe(false);
      await cluster.close();
    } finally {
      fake.remove();
    }
  });

  test('renews the token every ten minutes while open', async () => {
    jest.useFakeTimers();
    try {
      let made = 0;
      const cluster = await eksCluster(
        eks(async () => {
          made += 1;
          return `token-${made}`;
        }),
        'demo',
      );
      jest.advanceTimersByTime(25 * 60_000);
      expect(made).toBe(3);
      await cluster.close();
      jest.advanceTimersByTime(60 * 60_000);
      expect(made).toBe(3);
    } finally {
      jest.useRealTimers();
    }
  });

  test('leaves no files when no token can be made', async () => {
    await expect(
      eksCluster(
        eks(() => Promise.reject(new Error('no credentials'))),
        'demo',
      ),
    ).rejects.toThrow('no credentials');
  });
});
