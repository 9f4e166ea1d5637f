import { readOutputs, requireJdbc } from '../../lib/actions/outputs';
import { outputsCommand } from '../../lib/cli/outputs';
import { loadScenario } from '../../lib/scenarios/load';
import { type FakeEndpoint, fakeEndpoint, published } from '../support/fake-endpoint';
import { CONTRACT, FakeLake, PUBLISHED } from '../support/fake-lake';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { recordingTask } from '../support/task';
import { withEnvironment } from '../support/with-environment';

let endpoint: FakeEndpoint;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  endpoint.replies['GetParametersByPath'] = published('/stagecraft/glue-athena-data-lake/dev', { ...PUBLISHED, somethingElse: 'x' });
});
afterEach(() => endpoint.close());

test('prints every contract entry with value and description', async () => {
  const ui = recordingUi();

  await withEnvironment(endpoint.env, () => outputsCommand(ui).parseAsync(['glue-athena-data-lake'], { from: 'user' }));

  const lines = (ui.texts[0] ?? '').split('\n');
  expect(lines).toHaveLength(Object.keys(CONTRACT).length + 1);
  expect(lines[0]).toMatch(/^name +value +description$/);
  expect(lines[1]).toMatch(/^dataBucket +smart-hub-data +bucket of the lake$/);
  expect(ui.texts[0]).not.toContain('somethingElse');
});

test('acceptance 19: --jdbc prints a jdbc:athena URL with region, workgroup and results location, no secret, and nothing else', async () => {
  const { code, stdout } = await stagecraft(['outputs', 'glue-athena-data-lake', '--jdbc'], endpoint);

  expect(stdout).toBe(
    'jdbc:athena://Region=eu-central-1;WorkGroup=smart-hub;OutputLocation=s3://smart-hub-data/tmp/;Database=smart_hub_data_catalog;CredentialsProvider=DefaultChain;\n',
  );
  expect(stdout).not.toContain('made-up');
  expect(code).toBe(0);
});

test('--json prints both', async () => {
  const { stdout } = await stagecraft(['outputs', 'glue-athena-data-lake', '--json'], endpoint);

  expect(JSON.parse(stdout)).toMatchObject({
    account: '000000000000',
    outputs: expect.arrayContaining([{ name: 'database', value: 'smart_hub_data_catalog', description: 'Glue database of the lake' }]),
    jdbc: expect.stringMatching(/^jdbc:athena:/),
  });
});

test('refuses --jdbc for a scenario without a database', async () => {
  const loaded = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const without = { ...loaded, scenario: { ...loaded.scenario, jdbc: undefined } };

  expect(() => requireJdbc(without)).toThrow(/has no JDBC URL/);
  expect(() => requireJdbc(loaded)).not.toThrow();
  expect((await readOutputs(without, new FakeLake().aws, recordingTask())).jdbc).toBeUndefined();
});
