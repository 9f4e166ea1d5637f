import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { serviceFile } from '../../../workloads/rds-postgres/profile';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { flag } from '../params';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { read, target } from './queries';
import { type Config, type Contract, DATA_PREFIX, kit } from './settings';

/** Answer of the function that loads. */
const loaded = z.object({ state: z.string(), rows: z.number(), relations: z.number() });
/** What the reader answers to the tests of a client. */
const verified = z.object({ verified: z.array(z.object({ description: z.string(), expected: z.string(), found: z.string(), passed: z.boolean() })) });

/** Jobs of a deployed database. */
export const jobs = {
  load: kit.job({
    summary: 'create tables, rows, constraints, functions, views and roles in one transaction; does nothing when they exist',
    needs: ['account'],
    params: z.object({
      replace: flag.default(false).describe('drop everything in the schema public first'),
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
    summary: 'run the client tests: connection, version, tables, rows, films, sales, and that a replica refuses writes',
    needs: ['account'],
    params: z.object({
      target: target.describe('server to test'),
      version: z.string().default('').describe('expected version or its beginning; empty accepts any'),
      rows: z.coerce.number().int().min(0, 'rows, or 0 for any').default(0).describe('expected rows of all tables together; 0 accepts any'),
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
    summary: 'write a libpq service file for psql and pgAdmin, with a section for each server and no password',
    needs: ['account'],
    params: z.object({
      file: z.string().min(1, 'a file').default('out/rds-postgres/pg_service.conf').describe('file to write'),
    }),
    async run({ config, contract, params }): Promise<Facts> {
      const file = resolve(params.file);
      const sections = sectionsOf(contract, config);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, serviceFile(sections));
      return { file, sections: sections.map(({ name }) => name).join(', '), certificates: resolve(config.caBundle) };
    },
  }),
} satisfies Parts<Job>;

/** Servers as clients on this machine see them. Behind a tunnel they keep their host names, which their certificates name. */
function sectionsOf(contract: Deployed<Config, Contract>['contract'], { withGateway, localPort, caBundle }: Config) {
  const hosts = [contract.primaryHost, ...contract.replicaHosts];
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
