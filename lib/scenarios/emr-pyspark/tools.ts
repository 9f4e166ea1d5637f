import type { LogLine } from '../../contract/log-line';
import { JobError } from '../../errors';
import { consoleUrl } from '../console';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import type { Config, Contract } from './settings';
import { tagsOf } from './transient';

type Lake = Deployed<Config, Contract>;

/** What can be looked at in a browser. */
export const tools = {
  'spark-history': {
    summary: 'Spark history server of the long-lived cluster, or of the one that runs',
    async open({ contract, stage, aws, task }) {
      const [other] = contract.clusterId === 'none' ? await aws.emr.clusters(tagsOf(stage)) : [];
      const cluster = other ?? (await aws.emr.cluster(contract.clusterId));
      if (cluster) return { url: await aws.emr.historyUrl(cluster.arn, task) };
      throw new JobError({
        problem: 'there is no cluster whose history could be shown',
        fix: 'run something on a cluster first: stagecraft run emr-pyspark process --method transient --no-wait',
      });
    },
  },
  cluster: page('clusters in the EMR console', ({ aws, contract }) =>
    consoleUrl(aws.target, 'emr/home', contract.clusterId === 'none' ? '/clusters' : `/clusterDetails/${contract.clusterId}`),
  ),
  workflows: page('state machine of the analysis with its executions', ({ aws, contract }) =>
    consoleUrl(aws.target, 'states/home', `/statemachines/view/${encodeURIComponent(contract.analyzeMachine)}`),
  ),
  glue: page('database of the lake in the Glue catalog', ({ aws, contract }) =>
    consoleUrl(aws.target, 'glue/home', `/v2/data-catalog/databases/view/${contract.database}`),
  ),
  bucket: page('results in S3', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.goldBucket}`)),
} satisfies Parts<Tool>;

/** Where it writes logs. */
export const logs = {
  steps: {
    summary: 'the end of the logs of steps that ended on the long-lived cluster and on those that run',
    async read({ contract, stage, aws, task, since }) {
      const running = await aws.emr.clusters(tagsOf(stage));
      const own =
        contract.clusterId === 'none' || running.some(({ id }) => id === contract.clusterId) ? undefined : await aws.emr.cluster(contract.clusterId);
      const lines: LogLine[] = [];
      for (const cluster of own ? [own, ...running] : running) {
        for (const { id, name, ended } of await aws.emr.steps(cluster.id)) {
          if (ended === undefined || ended < since) continue;
          lines.push(...linesOf(await aws.emr.stepLog(cluster, id, task), ended, `${cluster.id} ${name}`));
        }
      }
      return lines.sort(byTime);
    },
  },
  serverless: {
    summary: 'the end of the logs of jobs that ran without a cluster',
    async read({ contract, aws, since }) {
      const application = contract.serverlessApplication;
      if (application === 'none') return [];
      const lines: LogLine[] = [];
      for (const { id, name, updated } of await aws.emrServerless.runs(application, since)) {
        lines.push(...linesOf(await aws.emrServerless.log(application, id), updated ?? since, name));
      }
      return lines.sort(byTime);
    },
  },
  workflows: {
    summary: 'what went wrong in the state machines',
    read: ({ contract, aws, since }) => aws.logs.read({ group: contract.machineLogGroup, since }),
  },
  crawlers: {
    summary: 'what the crawlers found',
    async read({ contract, aws, since }) {
      const read = [contract.rawCrawler, contract.processedCrawler].map(async (crawler) =>
        (await aws.logs.read({ group: '/aws-glue/crawlers', streamPrefix: crawler, since })).filter(({ source }) => source === crawler),
      );
      return (await Promise.all(read)).flat().sort(byTime);
    },
  },
} satisfies Parts<LogSource>;

function page(summary: string, url: (lake: Lake) => string) {
  return { summary, open: async (lake) => ({ url: url(lake) }) };
}

function linesOf(text: string, time: Date, source: string): readonly LogLine[] {
  return text === '' ? [] : text.split('\n').map((message) => ({ time, source, message }));
}

function byTime(one: LogLine, other: LogLine): number {
  return one.time.getTime() - other.time.getTime();
}
