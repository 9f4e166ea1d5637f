import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateData, prepareUpload, uploadData } from '../../lib/actions/data';
import { dataCommand } from '../../lib/cli/data';
import { loadScenario } from '../../lib/scenarios/load';
import { type FakeEndpoint, fakeEndpoint, published } from '../support/fake-endpoint';
import { FakeLake, PUBLISHED } from '../support/fake-lake';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { recordingTask } from '../support/task';
import { withEnvironment } from '../support/with-environment';

let endpoint: FakeEndpoint;
let folder: string;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  endpoint.replies['GetParametersByPath'] = published('/stagecraft/glue-athena-data-lake/dev', PUBLISHED);
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stagecraft-data-')));
});
afterEach(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

describe('generate', () => {
  test('writes the files below out/<scenario>/raw, where upload expects them', async () => {
    const { code, stdout } = await stagecraft(['data', 'generate', 'glue-athena-data-lake'], { ...endpoint, cwd: folder });

    expect(stdout).toContain(`data generated in ${join(folder, 'out/glue-athena-data-lake/raw')}`);
    const files = readdirSync(join(folder, 'out/glue-athena-data-lake/raw'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files).toHaveLength(14);
    expect(code).toBe(0);
    expect(endpoint.operations).toEqual([]);
  });

  test('writes other files for other parameters, into the given folder', async () => {
    const ui = recordingUi();

    await dataCommand(ui).parseAsync(['generate', 'glue-athena-data-lake', '--to', join(folder, 'raw'), '--param', 'days=1', '--param', 'hubs=1'], {
      from: 'user',
    });

    expect(readdirSync(join(folder, 'raw/smart_hub_data_json'))).toHaveLength(1);
    expect(ui.texts[0]).toContain(`data generated in ${join(folder, 'raw')}`);
  });

  test('refuses a parameter out of range', async () => {
    const { code, stderr } = await stagecraft(['data', 'generate', 'glue-athena-data-lake', '--param', 'days=0'], { ...endpoint, cwd: folder });

    expect(code).toBe(2);
    expect(stderr).toContain('days is not valid\ngot      "0"\nallowed  a whole number from 1 to 366');
  });

  test('names a folder that is not writable', async () => {
    writeFileSync(join(folder, 'file'), '');

    const { code, stderr } = await stagecraft(['data', 'generate', 'glue-athena-data-lake', '--to', join(folder, 'file/raw')], endpoint);

    expect(code).toBe(1);
    expect(stderr).toContain(`error    cannot write: part of the path is a file\ngot      ${join(folder, 'file/raw')}`);
  });
});

describe('in a new folder', () => {
  let before: string;
  beforeEach(() => {
    before = process.cwd();
    process.chdir(folder);
  });
  afterEach(() => process.chdir(before));

  test('generate and upload share the default folder', async () => {
    const made = await generateData({ scenario: 'glue-athena-data-lake' }, recordingTask());
    const prepared = await prepareUpload({ scenario: 'glue-athena-data-lake' });

    expect(made).toMatchObject({ scenario: 'glue-athena-data-lake', folder: join(folder, 'out/glue-athena-data-lake/raw'), facts: { files: 14 } });
    expect(prepared.folder).toBe(made.folder);
  });

  test.each([
    [{}, 'out/glue-athena-data-lake/raw', 'stagecraft data generate glue-athena-data-lake'],
    [{ from: 'mine' }, 'mine', 'stagecraft data generate glue-athena-data-lake --to mine'],
  ])('refuses an upload of %j without files, with the command that generates them', async (options, got, fix) => {
    // A folder without files counts as missing.
    mkdirSync(join(folder, got, 'empty'), { recursive: true });

    await expect(prepareUpload({ scenario: 'glue-athena-data-lake', ...options })).rejects.toMatchObject({
      exitCode: 2,
      refusal: { problem: 'no data to upload', got: join(folder, got), fix },
    });
  });
});

describe('upload', () => {
  test('without generated files advises to generate them, before any AWS request', async () => {
    const { code, stderr } = await stagecraft(['data', 'upload', 'glue-athena-data-lake'], { ...endpoint, cwd: folder });

    expect(code).toBe(2);
    expect(stderr).toContain(
      `error    no data to upload\ngot      ${join(folder, 'out/glue-athena-data-lake/raw')}\n` +
        'allowed  a folder with the raw files of the scenario\nnext     stagecraft data generate glue-athena-data-lake\n',
    );
    expect(endpoint.operations).toEqual([]);
  });

  test('uploads missing files to the data bucket', async () => {
    mkdirSync(join(folder, 'raw/a'), { recursive: true });
    writeFileSync(join(folder, 'raw/a/new.json'), '{}');
    const stored = new Set<string>();
    endpoint.replies['S3'] = () => {
      const request = endpoint.paths.at(-1) ?? '';
      if (request.startsWith('PUT')) stored.add(request);
      return { body: '', type: 'application/xml', status: request.startsWith('HEAD') ? 404 : 200 };
    };
    const ui = recordingUi();

    await withEnvironment(endpoint.env, () =>
      dataCommand(ui).parseAsync(['upload', 'glue-athena-data-lake', '--from', join(folder, 'raw')], { from: 'user' }),
    );

    expect([...stored]).toEqual(['PUT /smart-hub-data/a/new.json?x-id=PutObject']);
    expect(ui.texts[0]).toMatch(/raw uploaded\n {2}bucket {5}smart-hub-data\n {2}uploaded {3}1\n {2}unchanged {2}0\n {2}bytes {6}2$/);
  });

  test('reports how to resume after an interruption', async () => {
    writeFileSync(join(folder, 'x'), '');
    const prepared = await prepareUpload({ scenario: 'glue-athena-data-lake', from: folder });
    const task = recordingTask();
    task.abort();

    await expect(uploadData(prepared, new FakeLake().aws, task)).rejects.toThrow(/interrupted after 0 of 1 files; repeat the command/);
  });

  test('explains an interruption without a reason', async () => {
    writeFileSync(join(folder, 'x'), '');
    const prepared = await prepareUpload({ scenario: 'glue-athena-data-lake', from: folder });
    const task = recordingTask();
    const upload = async () => {
      task.abort();
      throw new Error('aborted');
    };

    await expect(uploadData({ ...prepared, data: { ...prepared.data, upload } }, new FakeLake().aws, task)).rejects.toThrow(
      /the upload was interrupted; repeat the command/,
    );
  });
});

test('refuses a scenario without data', async () => {
  const { scenario } = await loadScenario({ scenario: 'glue-athena-data-lake' });
  const { data } = scenario;
  Object.assign(scenario, { data: undefined });
  try {
    await expect(prepareUpload({ scenario: 'glue-athena-data-lake', from: folder })).rejects.toThrow(/glue-athena-data-lake needs no data/);
  } finally {
    Object.assign(scenario, { data });
  }
});
