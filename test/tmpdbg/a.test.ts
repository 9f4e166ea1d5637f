import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as rds from '../../workloads/rds-postgres/generator';

import { rehearse } from '../support/scenario';
const mwaa = { defaults: {}, generate: async () => {} };
test.each([['rds-postgres', rds], ['emr-mwaa', mwaa]] as const)('%s', async (id, { defaults, generate }) => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  await generate({ ...defaults, ...(id === 'rds-postgres' ? { scale: 0.05 } : {}) } as never, data, { progress: () => {} } as never);
  const run = await rehearse(id, data, { without: ['spark', 'postgresServer'], ...(id === 'emr-mwaa' ? { only: ['spark-pi', 'multiple-steps'] } : {}) });
  writeFileSync(`/tmp/dbg-${id}.json`, JSON.stringify({ steps: run.steps, calls: run.calls }, null, 1));
}, 400000);
