import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { serviceFile } from '../../../workloads/rds-postgres/profile';
import type { Facts } from '../../contract/facts';
import { JobError } from '../../errors';
import { flag } from '../params';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { listed } from './entries';
import { read } from './read';
import { type Config, type Contract, kit } from './settings';
import { target } from './target';

/** What the loader answers. */
const loaded = z.object({ state: z.string(), rows: z.number(), relations: z.number() });
/** What the reader answers to the tests of a client. */
const verified = z.object({ verified: z.array(z.object({ description: z.string(), expected: z.string(), found: z.string(), passed: z.boolean() })) });

/** Folder of the data bucket with a file for each table. */
export const DATA_PREFIX = 'raw/';

/** Work that can be run on a deployed database. */
export const jobs = {
  load: kit.job({
    summary: 'make tables, rows, constraints, functions, views and roles in one transaction; a second time it finds them and does nothing',
    needs: ['account'],
    params: z.object({
      replace: flag.default(false).describe('delete what is in the schema public first'),
    }),
    async run({ contract, aws, task, params: { replace } }): Promise<Facts> {
      const objects = await aws.s3.list(contract.dataBucket, DATA_PREFIX);
      if (objects.length === 0) {
        const fix = 'stagecraft data generate rds-postgres, then stagecraft data upload rds-postgres';
        throw new JobError({ problem: 'there is no data to load', got: `s3://${contract.dataBucket}/${DATA_PREFIX} is empty`, fix });
      }
      task.progress(`loading ${objects.length} tables`);
      const keys = objects.map(({ key }) => key);
      return { ...loaded.parse(await aws.lambda.invoke(contract.loadFunction, { keys, replace }, task)) };
    },
  }),

  verify: kit.job({
    summary: 'the tests of a client: connection, version, tables, rows, films, sales, and that a replica refuses to write',
    needs: ['account'],
    params: z.object({
      target: target.describe('server to test'),
      version: z.string().default('').describe('beginning of the version that is expected; any unless said'),
      rows: z.coerce
        .number()
        .int()
        .min(0, 'rows, or 0 for any')
        .default(0)
        .describe('rows that all tables together are expected to have; any unless said'),
    }),
    async run(context): Promise<Facts> {
      const { version, rows, target: server } = context.params;
      const expected = { ...(version !== '' && { version }), ...(rows > 0 && { rows }) };
      const results = (await read(context, server, { verify: { target: server, ...expected } }, verified)).verified;
      const failed = results.filter(({ passed }) => !passed);
      if (failed.length === 0) return { target: server, passed: results.length };
      throw new JobError({
        problem: `${failed.length} of ${results.length} tests of the ${server} failed`,
        got: failed.map(({ description, found, expected: wanted }) => `${description}: got ${found}, expected ${wanted}`).join('; '),
        fix: 'stagecraft run rds-postgres load, then repeat the job',
      });
    },
  }),

  configure: kit.job({
    summary: 'write the service file of libpq with a section for each server, without any password, for psql and pgAdmin',
    needs: ['account'],
    params: z.object({
      file: z.string().min(1, 'a file').default('out/rds-postgres/pg_service.conf').describe('file to write'),
    }),
    async run({ config, contract, params }): Promise<Facts> {
      const file = resolve(params.file);
      const text = serviceFile(sectionsOf(contract, config));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      return {
        file,
        sections: sectionsOf(contract, config)
          .map(({ name }) => name)
          .join(', '),
        certificates: resolve(config.caBundle),
      };
    },
  }),
} satisfies Parts<Job>;

/** Servers as clients on this machine see them: behind a tunnel they keep their names, for which their certificates are made. */
function sectionsOf(contract: Deployed<Config, Contract>['contract'], { withGateway, localPort, caBundle }: Config) {
  const hosts = [contract.primaryHost, ...listed(contract.replicaHosts)];
  return hosts.map((host, index) => ({
    name: index === 0 ? 'primary' : `replica${index === 1 ? '' : `-${index}`}`,
    settings: {
      host,
      ...(withGateway && { hostaddr: '127.0.0.1' }),
      port: String(withGateway ? localPort : contract.port),
      dbname: contract.databaseName,
      user: contract.readerName,
      sslmode: 'verify-full',
      sslrootcert: resolve(caBundle),
    },
  }));
}
