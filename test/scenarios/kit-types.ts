import type { Stack } from 'aws-cdk-lib';
import { z } from 'zod';
import { list, optional, text } from '../../lib/scenarios/contract-entry';
import { scenarioKit } from '../../lib/scenarios/kit';
import type { ScenarioStage } from '../../lib/scenarios/stage';

// Checked by `tsc -p test`, and never run: an expectation of an error that does not come is an error.

const contract = {
  bucket: text('a bucket'),
  crawlers: list('crawlers'),
  secret: optional('a secret'),
  image: text('an image', 'account:vendor'),
};
const kit = scenarioKit({ config: z.object({ size: z.number() }), contract });

/** What must not compile. */
export function refused(stage: ScenarioStage<typeof contract>, owner: Stack): readonly unknown[] {
  stage.publish(owner, { bucket: 'lake', crawlers: ['raw'], secret: undefined });
  // @ts-expect-error a misspelt entry
  stage.publish(owner, { buket: 'lake' });
  // @ts-expect-error a list as text
  stage.publish(owner, { crawlers: 'raw,rates' });
  // @ts-expect-error a text as a list
  stage.publish(owner, { bucket: ['lake'] });
  const facts = async (..._: readonly unknown[]) => ({});
  const tableOf = (..._: readonly unknown[]) => ({ columns: [], rows: [] });
  return [
    // @ts-expect-error a misspelt entry in a job
    kit.job({ summary: '', needs: ['account'], run: async ({ contract }) => facts(contract.buket) }),
    // @ts-expect-error a misspelt entry in a query
    kit.query({ summary: '', needs: ['account'], run: async ({ contract }) => tableOf(contract.buket) }),
    // @ts-expect-error a misspelt entry in a tool
    kit.page('', ({ contract }) => contract.buket),
    // @ts-expect-error an entry that may be absent, as text
    kit.page('', ({ contract }) => contract.secret),
    // @ts-expect-error an entry of another account
    kit.page('', ({ contract }) => contract.image),
    // @ts-expect-error a misspelt key of the configuration
    kit.job({ summary: '', needs: [], run: async ({ config }) => facts(config.sise) }),
    // @ts-expect-error a misspelt parameter
    kit.job({ summary: '', needs: [], params: z.object({ day: z.string() }), run: async ({ params }) => facts(params.dai) }),
    // @ts-expect-error the cluster in a job that needs the account
    kit.job({ summary: '', needs: ['account'], run: async ({ cluster }) => facts(cluster) }),
    // @ts-expect-error the account in a job that needs the cluster
    kit.job({ summary: '', needs: ['cluster'], run: async ({ aws }) => facts(aws) }),
    // @ts-expect-error the contract in a job that needs the cluster
    kit.job({ summary: '', needs: ['cluster'], run: async ({ contract }) => facts(contract) }),
    // @ts-expect-error the account in a job that needs nothing
    kit.job({ summary: '', needs: [], run: async ({ aws }) => facts(aws) }),
    // @ts-expect-error a further account in a job that needs the scenario's own
    kit.job({ summary: '', needs: ['account'], run: async ({ accounts }) => facts(accounts) }),
    // @ts-expect-error another further account than the one that the job needs
    kit.job({ summary: '', needs: ['account:vendor'], run: async ({ accounts }) => facts(accounts.audit) }),
    // @ts-expect-error the scenario's own account in a job that needs a further one
    kit.job({ summary: '', needs: ['account:vendor'], run: async ({ aws }) => facts(aws) }),
    // @ts-expect-error an entry of the scenario's own account in a further one
    kit.job({ summary: '', needs: ['account:vendor'], run: async ({ accounts }) => facts(accounts.vendor.contract.bucket) }),
    // @ts-expect-error a place that there is not
    kit.job({ summary: '', needs: ['acount'], run: async () => facts() }),
    // @ts-expect-error an engine that the step does not need
    kit.step({ title: '', needs: ['duckdb'], run: async ({ engines }) => facts(engines.spark) }),
    // @ts-expect-error an engine that there is not
    kit.step({ title: '', needs: ['duckbd'], run: async () => facts() }),
  ];
}

/** What compiles: the refusals above differ from it in one name each. */
export const accepted = [
  kit.job({ summary: '', needs: ['account', 'cluster'], run: async ({ aws, cluster }) => ({ region: aws.target.region, cluster: cluster.name }) }),
  kit.job({
    summary: '',
    needs: ['account', 'account:vendor'],
    run: async ({ contract, accounts }) => ({ bucket: contract.bucket, image: accounts.vendor.contract.image }),
  }),
  kit.job({
    summary: '',
    needs: [],
    params: z.object({ day: z.string() }),
    run: async ({ params, env, config }) => ({ day: params.day, home: env['HOME'] ?? '', size: config.size }),
  }),
  kit.query({ summary: '', needs: ['cluster'], run: async ({ cluster }) => ({ columns: [cluster.name], rows: [] }) }),
  kit.step({ title: '', needs: ['duckdb'], run: async ({ engines }) => ({ files: (await engines.duckdb.files('readings')).length }) }),
] as const;
