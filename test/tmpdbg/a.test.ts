import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as glue from '../../workloads/glue-athena-data-lake/generator';
import * as macie from '../../workloads/macie-data-lake/generator';
import { rehearse } from '../support/scenario';
test.each([['macie-data-lake', macie], ['glue-athena-data-lake', glue]] as const)('%s', async (id, { defaults, generate }) => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  await generate(defaults as never, data);
  const run = await rehearse(id, data, { without: ['spark'] });
  writeFileSync(`/tmp/dbg-${id}.json`, JSON.stringify({ steps: run.steps, calls: run.calls }, null, 1));
}, 100000);
