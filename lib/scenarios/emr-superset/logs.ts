import type { LogLine } from '../../contract/values';
import { primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { LogSource, Parts } from '../scenario';
import { type Config, type Contract, kit, REPLACE_CLUSTER } from './settings';

/** Logs of the service and of the steps. */
export const logs = {
  superset: kit.logSource({
    summary: 'journal of the Superset service on the primary node',
    needs: ['account'],
    async read({ contract, aws, task, since }) {
      const instanceId = await primaryNode(aws, contract.cluster, REPLACE_CLUSTER);
      const output = await aws.ssm.run(
        {
          instanceId,
          comment: 'stagecraft: log of Superset',
          timeoutSeconds: 60,
          // Run Command returns 24,000 characters.
          lines: [
            `journalctl --unit superset --utc --output short-iso-precise --no-pager --since @${Math.floor(since.getTime() / 1_000)} | tail -c 20000`,
          ],
        },
        task,
      );
      return journalLines(output);
    },
  }),
  steps: kit.logSource({
    summary: 'end of the logs of steps that have ended; EMR copies them to S3 every five minutes',
    needs: ['account'],
    read: ({ contract, aws, task, since }) => stepLogs({ aws, task }, contract.cluster, since),
  }),
} satisfies Parts<LogSource>;

/** The end of the log of each step that has ended since a time. Its lines carry the time at which the step ended. */
async function stepLogs(
  { aws, task }: Pick<Deployed<Config, Contract>, 'aws' | 'task'>,
  clusterId: string,
  since: Date,
): Promise<readonly LogLine[]> {
  const cluster = await aws.emr.cluster(clusterId);
  if (cluster === undefined) return [];
  const lines: LogLine[] = [];
  for (const { id, name, ended } of await aws.emr.steps(clusterId)) {
    if (ended === undefined || ended < since) continue;
    const log = await aws.emr.stepLog(cluster, id, task);
    lines.push(...log.split('\n').map((message) => ({ time: ended, source: `${name} (${id})`, message })));
  }
  return lines;
}

/** Lines of the journal: time, host, program and message. */
function journalLines(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    const [, time, source, message] = /^(\d{4}-\d\d-\d\dT\S+) \S+ ([^\s:]+): (.*)$/.exec(line) ?? [];
    return time === undefined || source === undefined || message === undefined
      ? []
      : [{ time: new Date(time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')), source, message }];
  });
}
