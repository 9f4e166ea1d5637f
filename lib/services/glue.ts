import type { DeployedResource } from '../contract/resources';
import { crawlerUses, jobUses } from './glue-behalf';
import { glueCalls } from './glue-calls';
import { account, cloudControl, property } from './lookups';
import { ANALYTICS, type Service, type Work } from './service';

const CRAWLER = 'AWS::Glue::Crawler';
const JOB = 'AWS::Glue::Job';

export const glue: Service = {
  namespace: 'Glue',
  name: 'Glue',
  colour: ANALYTICS,
  types: {
    [CRAWLER]: {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'glue:{region}:{account}:crawler/{id}',
      leftovers: ({ physicalId: stream }) => [{ kind: 'log-stream', group: '/aws-glue/crawlers', stream }],
      remains: () => ['log group /aws-glue/crawlers, which all crawlers of the account share'],
      // CloudFormation cannot delete a crawler that runs.
      work: workOf(CRAWLER),
      onBehalf: crawlerUses,
      drawing: { inputs: ({ Targets: targets }) => (targets as { readonly S3Targets?: unknown } | undefined)?.S3Targets },
    },
    'AWS::Glue::Database': {
      lookup: cloudControl('DatabaseName'),
      nameProperty: 'DatabaseInput.Name',
      arn: 'glue:{region}:{account}:database/{id}',
      leftovers: ({ physicalId: database }) => [{ kind: 'catalog-tables', database }],
    },
    [JOB]: {
      lookup: cloudControl('Name'),
      nameProperty: 'Name',
      arn: 'glue:{region}:{account}:job/{id}',
      leftovers: logsOfJob,
      remains: (job) => (logsOfJob(job).length > 0 ? [] : ['log groups below /aws-glue/jobs, which all Glue jobs of the account share']),
      work: workOf(JOB),
      pin: { software: /^AWS Glue for /, version: ({ GlueVersion }) => GlueVersion },
      onBehalf: jobUses,
    },
    'AWS::Glue::Table': {
      lookup: cloudControl({ CatalogId: catalog, DatabaseName: property('DatabaseName'), Name: property('TableInput.Name') }),
      nameProperty: 'TableInput.Name',
      drawing: { inside: 'AWS::Glue::Database' },
    },
  },
  calls: [glueCalls],
};

/** CloudFormation takes the account for the catalog where none is named. */
function catalog(...[table, location]: Parameters<typeof account>): string | undefined {
  return property('CatalogId')(table, location) ?? account(table, location);
}

/** Groups of a job whose logs have a prefix; the others are shared by all jobs of the account. */
function logsOfJob({ properties }: DeployedResource) {
  const defaults = properties?.['DefaultArguments'] as Readonly<Record<string, unknown>> | undefined;
  const prefix = defaults?.['--custom-logGroup-prefix'];
  return typeof prefix === 'string' ? ['output', 'error'].map((log) => ({ kind: 'log-group' as const, name: `${prefix}/${log}` })) : [];
}

function workOf(type: typeof CRAWLER | typeof JOB): Work {
  return {
    order: 'work',
    async stop(resources, { verbs }, task) {
      const names = resources.map(({ physicalId }) => physicalId);
      if (type === JOB) return verbs.glue.stopAll({ jobs: names, crawlers: [] });
      const stopped = await verbs.glue.stopAll({ jobs: [], crawlers: names });
      await verbs.glue.waitUntilStopped(names, task);
      return stopped;
    },
  };
}
