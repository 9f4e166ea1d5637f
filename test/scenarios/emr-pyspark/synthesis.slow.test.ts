import { readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { validate } from '../../../lib/insight/validate';
import { loadScenario } from '../../../lib/scenarios/load';
import { synthesize } from '../../../lib/scenarios/synthesize';
import { templatesOf } from './templates';

test.each(['us-east-1', 'eu-central-1'])('two syntheses for %s give the same bytes, and ask no network', async (region) => {
  const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('synthesis used the network');
  });
  const loaded = await loadScenario({ scenario: 'emr-pyspark' });
  const synthesized = [];
  for (const _ of ['first', 'second']) synthesized.push(await synthesize(loaded, { env: { account: '111122223333', region } }));
  const [first, second] = synthesized.map(({ assembly }) => bytesIn(assembly.directory));

  expect(Object.keys(first ?? {}).length).toBeGreaterThan(5);
  expect(first).toEqual(second);
  expect(connect).not.toHaveBeenCalled();
  connect.mockRestore();
});

test.each([
  ['without an environment', undefined, {}],
  [
    'for production in an account, with SSH',
    { account: '111122223333', region: 'us-east-1' },
    { environment: 'prod', keyPair: 'k', sshCidr: '203.0.113.7/32' },
  ],
  [
    'on Spark 4, without a long-lived cluster and EMR Serverless',
    undefined,
    { releaseLabel: 'emr-spark-8.1.0', longLived: false, serverless: false },
  ],
])(
  "CloudFormation's validator and cdk-nag find nothing, %s",
  async (_, env, set) => {
    const { findings, acknowledged } = await validate([await loadScenario({ scenario: 'emr-pyspark', set })], { env });

    expect(findings).toEqual([]);
    expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
  },
  180_000,
);

test('the templates are the reviewed ones', () => {
  const masked = Object.values(templatesOf('dev')).map((template) =>
    JSON.parse(JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, '<asset>')),
  );

  expect(masked).toMatchSnapshot();
});

function bytesIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length), readFileSync(join(parentPath, name), 'utf8')]),
  );
}
