import type { LogLine } from '../../contract/values';
import type { LogSource, Parts } from '../scenario';
import { kit } from './settings';
import { tagsOf } from './transient';

/** Log sources of the lake. */
export const logs = {
  steps: kit.logSource({
    summary: 'ends of the step logs of the long-lived cluster and of running clusters',
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
    summary: 'ends of the driver logs of EMR Serverless',
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
  crawlers: kit.logGroups('crawler logs', ({ contract }) =>
    [contract.rawCrawler, contract.processedCrawler].map((stream) => ({ group: '/aws-glue/crawlers', stream })),
  ),
} satisfies Parts<LogSource>;

function linesOf(text: string, time: Date, source: string): readonly LogLine[] {
  return text === '' ? [] : text.split('\n').map((message) => ({ time, source, message }));
}
