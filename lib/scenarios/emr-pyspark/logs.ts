import type { LogLine } from '../../contract/log-line';
import type { LogSource, Parts } from '../scenario';
import { kit } from './settings';
import { tagsOf } from './transient';

/** Where the lake writes logs. */
export const logs = {
  steps: kit.logSource({
    summary: 'the end of the logs of steps that ended on the long-lived cluster and on those that run',
    needs: ['account'],
    async read({ contract, stage, aws, task, since }) {
      const running = await aws.emr.clusters(tagsOf(stage));
      const { clusterId } = contract;
      const own = clusterId === undefined || running.some(({ id }) => id === clusterId) ? undefined : await aws.emr.cluster(clusterId);
      const lines: LogLine[] = [];
      for (const cluster of own ? [own, ...running] : running) {
        for (const { id, name, ended } of await aws.emr.steps(cluster.id)) {
          if (ended === undefined || ended < since) continue;
          lines.push(...linesOf(await aws.emr.stepLog(cluster, id, task), ended, `${cluster.id} ${name}`));
        }
      }
      return lines;
    },
  }),
  serverless: kit.logSource({
    summary: 'the end of the logs of jobs that ran without a cluster',
    needs: ['account'],
    async read({ contract, aws, since }) {
      const application = contract.serverlessApplication;
      if (application === undefined) return [];
      const lines: LogLine[] = [];
      for (const { id, name, updated } of await aws.emrServerless.runs(application, since)) {
        lines.push(...linesOf(await aws.emrServerless.log(application, id), updated ?? since, name));
      }
      return lines;
    },
  }),
  workflows: kit.logGroups('errors of the state machines', ({ contract }) => [contract.machineLogGroup]),
  crawlers: kit.logGroups('what the crawlers found', ({ contract }) =>
    [contract.rawCrawler, contract.processedCrawler].map((stream) => ({ group: '/aws-glue/crawlers', stream })),
  ),
} satisfies Parts<LogSource>;

function linesOf(text: string, time: Date, source: string): readonly LogLine[] {
  return text === '' ? [] : text.split('\n').map((message) => ({ time, source, message }));
}
