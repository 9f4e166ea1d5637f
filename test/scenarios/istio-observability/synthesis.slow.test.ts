import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { DOCUMENTDB_VERSIONS, ISTIO, KIALI, KUBERNETES_VERSIONS, LOAD_BALANCER_CONTROLLER, RABBITMQ_VERSIONS } from 'stagecraft-constructs/versions';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { expectClean } from '../../support/templates';
import { type Estate, estateOf, resourcesOf, STACKS, type StackId } from './estate';

const MEGABYTE = 1024 * 1024;
const scenarios = ['istio-observability', 'istio-grpc'] as const;

test.each(scenarios)(
  '%s: two syntheses give the same bytes, ask no network, start no Docker, and no asset is over 60 MB',
  async (scenario) => {
    const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('synthesis used the network');
    });
    const spawn = jest.spyOn(jest.requireActual<typeof import('node:child_process')>('node:child_process'), 'spawnSync');
    const loaded = await loadScenario({ scenario });
    const assemblies: CloudAssembly[] = [];
    for (const _ of ['first', 'second'])
      assemblies.push((await synthesize(loaded, { env: { account: '111122223333', region: 'us-east-1' } })).assembly);
    const [first, second] = assemblies.map(({ directory }) => bytesIn(directory));

    expect(Object.keys(first ?? {}).length).toBeGreaterThan(10);
    expect(first).toEqual(second);
    expect(connect).not.toHaveBeenCalled();
    expect(spawn).not.toHaveBeenCalled();
    const sizes = readdirSync(assemblies[0]!.directory)
      .filter((name) => name.startsWith('asset.'))
      .map((name) => sizeOf(join(assemblies[0]!.directory, name)));
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...sizes)).toBeLessThan(60 * MEGABYTE);
    connect.mockRestore();
    spawn.mockRestore();
  },
  60_000,
);

test.each<[(typeof scenarios)[number], string, Record<string, string>, { account: string; region: string } | undefined]>([
  ['istio-observability', 'without an environment', {}, undefined],
  [
    'istio-observability',
    'with everything that can be chosen',
    {
      domain: 'example.com',
      hostedZoneId: 'Z0123456789',
      tracing: 'zipkin',
      slackWebhookSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-AbCdEf',
      adminArns: 'arn:aws:iam::111122223333:role/Admin',
      publicCidrs: '203.0.113.7/32',
      allowedCidrs: '203.0.113.0/24',
      availabilityZones: 'us-east-1a,us-east-1b,us-east-1c',
    },
    { account: '111122223333', region: 'us-east-1' },
  ],
  ['istio-observability', 'with Auto Mode', { autoMode: 'true' }, undefined],
  ['istio-grpc', 'without an environment', {}, undefined],
])(
  "%s: CloudFormation's validator and cdk-nag find nothing, %s",
  async (scenario, _, set, env) => {
    await expectClean(scenario, set, env);
  },
  120_000,
);

test('nothing but the pinned versions is deployed', () => {
  const estate = estateOf();
  const charts = resourcesOf(estate, 'Custom::AWSCDK-EKS-HelmChart').map(({ Properties: { Chart, Version } }) => `${Chart} ${Version}`);
  const deployed = JSON.stringify(STACKS.map((stack) => estate[stack].toJSON()));

  expect([...new Set(charts)]).toEqual([
    ...['base', 'cni', 'istiod', 'gateway'].map((chart) => `${chart} ${ISTIO}`),
    `aws-load-balancer-controller ${LOAD_BALANCER_CONTROLLER}`,
    `kiali-server ${KIALI}`,
  ]);
  expect(deployed).toContain(`"Version":"${KUBERNETES_VERSIONS[0]}"`);
  expect(deployed).toContain(`"EngineVersion":"${DOCUMENTDB_VERSIONS[0]}"`);
  expect(deployed).toContain(`"EngineVersion":"${RABBITMQ_VERSIONS[0]}"`);
});

describe('the templates are the reviewed ones', () => {
  const masked = (estate: Estate, stacks: readonly StackId[]) =>
    stacks.map((stack) =>
      JSON.parse(
        JSON.stringify(estate[stack].toJSON())
          .replace(/[0-9a-f]{64}/g, '<asset>')
          .replace(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/g, '<certificate>'),
      ),
    );

  test('of REST', () => {
    expect(masked(estateOf(), STACKS)).toMatchSnapshot();
  });

  test('of gRPC, as far as they differ', () => {
    expect(masked(estateOf({ protocol: 'grpc' }), ['app'])).toMatchSnapshot();
  });
});

/** Every file of a cloud assembly with its text. */
function bytesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !`${entry.parentPath}/${entry.name}`.includes('asset.'),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length), readFileSync(join(parentPath, name), 'utf8')]),
  );
}

function sizeOf(path: string): number {
  if (statSync(path).isFile()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
