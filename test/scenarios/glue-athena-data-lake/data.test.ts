import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../../../lib/aws/aws';
import { data } from '../../../lib/scenarios/glue-athena-data-lake/data';
import { recordingTask } from '../../support/task';

test('generates the data by its parameters, which have defaults and limits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  const task = recordingTask();
  expect(data.params.parse({})).toEqual({ seed: 1, firstDay: '2019-12-21', days: 2, hubs: 3 });

  const facts = await data.generate({ folder, params: data.params.parse({ days: '1', hubs: '2' }), task });

  expect(facts).toEqual({ files: 9, readings: 576, mappings: 20, locations: 3_992, rates: 96 });
  expect(readdirSync(folder).sort()).toEqual(['electricity_rates_xml', 'sensor_mappings_json', 'smart_hub_data_json', 'smart_hub_locations_csv']);
  expect(task.lines).toHaveLength(9);
});

test.each([{ seed: '-1' }, { days: '0' }, { days: '367' }, { hubs: '1000' }, { hubs: '1.5' }, { firstDay: '21.12.2019' }])(
  '%j is refused',
  (wrong) => {
    expect(data.params.safeParse(wrong).success).toBe(false);
  },
);

test('uploads the folder to the data bucket', async () => {
  const uploadFolder = jest.fn(async () => ({ uploaded: 14, unchanged: 0, bytes: 700_000 }));
  const task = recordingTask();
  const context = {
    folder: '/data',
    contract: { dataBucket: 'lake' },
    aws: { s3: { uploadFolder } } as unknown as Aws,
    task,
    stage: 'dev',
    config: {},
  };
  await expect(data.upload(context as never)).resolves.toEqual({ bucket: 'lake', uploaded: 14, unchanged: 0, bytes: 700_000 });
  expect(uploadFolder).toHaveBeenCalledWith('/data', 'lake', task);
});
