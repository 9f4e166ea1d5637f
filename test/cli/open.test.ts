import { setTimeout as sleep } from 'node:timers/promises';
import { openTool } from '../../lib/actions/open';
import { openInBrowser } from '../../lib/cli/browser';
import { openCommand } from '../../lib/cli/open';
import { loadScenario } from '../../lib/scenarios/load';
import type { Tool } from '../../lib/scenarios/scenario';
import { type FakeEndpoint, fakeEndpoint, published } from '../support/fake-endpoint';
import { FakeLake, PUBLISHED } from '../support/fake-lake';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { recordingTask } from '../support/task';
import { withEnvironment } from '../support/with-environment';

jest.mock('../../lib/cli/browser', () => ({ openInBrowser: jest.fn() }));

let endpoint: FakeEndpoint;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  endpoint.replies['GetParametersByPath'] = published('/stagecraft/glue-athena-data-lake/dev', PUBLISHED);
});
afterEach(() => endpoint.close());

test('refuses an unknown tool with the nearest name', async () => {
  const { code, stderr } = await stagecraft(['open', 'glue-athena-data-lake', 'dashbord', '--no-browser'], endpoint);

  expect(code).toBe(2);
  expect(stderr).toContain("did you mean 'dashboard'?");
});

test('reports that there is no console behind a custom endpoint', async () => {
  const { code, stderr } = await stagecraft(['open', 'glue-athena-data-lake', 'athena', '--no-browser'], endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain(`error    no console behind a custom endpoint\ngot      ${endpoint.url}`);
});

test('prints the address of a tool', async () => {
  const loaded = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const tool = loaded.scenario.tools['bucket'] as Tool;

  await expect(openTool({ loaded, tool, reaches: ['account'] }, { aws: new FakeLake().aws }, recordingTask())).resolves.toEqual({
    url: 'https://eu-central-1.console.aws.amazon.com/s3/buckets/smart-hub-data?region=eu-central-1',
  });
});

test('keeps a tunnel open until it is closed', async () => {
  const loaded = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const before = loaded.scenario.tools;
  const ui = recordingUi();
  let close = () => {};
  const closed = new Promise<void>((done) => {
    close = done;
  });
  const tool = { summary: 'a tunnel', needs: [], open: async () => ({ url: 'http://127.0.0.1:8080', closed }) };
  Object.assign(loaded.scenario, { tools: { ...before, tunnel: tool } });
  try {
    let ended = false;
    const opened = withEnvironment(endpoint.env, () =>
      openCommand(ui).parseAsync(['glue-athena-data-lake', 'tunnel', '--no-browser'], { from: 'user' }),
    ).then(() => {
      ended = true;
    });
    while (!ui.titles.includes('open until Ctrl-C')) await sleep(5);

    expect(ui.texts).toEqual(['http://127.0.0.1:8080']);
    expect(ended).toBe(false);
    close();
    await opened;
  } finally {
    Object.assign(loaded.scenario, { tools: before });
  }
});

test.each([true, false])('opens the address in the browser, and reports when there is none (found: %s)', async (found) => {
  jest.mocked(openInBrowser).mockResolvedValue(found);
  const loaded = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const before = loaded.scenario.tools;
  Object.assign(loaded.scenario, {
    tools: { ...before, page: { summary: 'a page', needs: [], open: async () => ({ url: 'http://127.0.0.1:8080' }) } },
  });
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const ui = recordingUi();
  try {
    await withEnvironment(endpoint.env, () => openCommand(ui).parseAsync(['glue-athena-data-lake', 'page'], { from: 'user' }));

    expect(ui.texts).toEqual(['http://127.0.0.1:8080']);
    expect(openInBrowser).toHaveBeenLastCalledWith('http://127.0.0.1:8080');
    expect(write.mock.calls).toEqual(found ? [] : [['no browser found: open the URL manually\n']]);
  } finally {
    write.mockRestore();
    Object.assign(loaded.scenario, { tools: before });
  }
});

test('prints only an address that is not for a browser', async () => {
  jest.mocked(openInBrowser).mockClear();
  const loaded = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const before = loaded.scenario.tools;
  const url = 'postgresql://reader@demo-instance:15432/pagila';
  Object.assign(loaded.scenario, { tools: { ...before, psql: { summary: 'a port', needs: [], open: async () => ({ url }) } } });
  const ui = recordingUi();
  try {
    await withEnvironment(endpoint.env, () => openCommand(ui).parseAsync(['glue-athena-data-lake', 'psql'], { from: 'user' }));

    expect(ui.texts).toEqual([url]);
    expect(openInBrowser).not.toHaveBeenCalled();
  } finally {
    Object.assign(loaded.scenario, { tools: before });
  }
});
