import type { LogLine } from '../../contract/values';
import { primaryNode } from '../emr-node';
import type { LogSource, Parts } from '../scenario';
import { kit, REPLACE_CLUSTER } from './settings';

/** Logs of Zeppelin, PostgreSQL and the crawlers. */
export const logs = {
  zeppelin: kit.logSource({
    summary: 'log of the Zeppelin server on the primary node',
    needs: ['account'],
    async read({ contract, aws, task, since }) {
      const instanceId = await primaryNode(aws, contract.cluster, REPLACE_CLUSTER);
      const lines = ['cat /var/log/zeppelin/zeppelin-zeppelin-*.log 2>/dev/null | tail -c 20000'];
      const output = await aws.ssm.run({ instanceId, comment: 'stagecraft: log of Zeppelin', timeoutSeconds: 60, lines }, task);
      return serverLines(output).filter(({ time }) => time >= since);
    },
  }),
  postgres: kit.logGroups('PostgreSQL log', ({ contract }) => [
    { group: `/aws/rds/instance/${contract.instance}/postgresql`, source: contract.instance },
  ]),
  crawlers: kit.logGroups('logs of the crawlers', ({ contract }) => contract.crawlers.map((stream) => ({ group: '/aws-glue/crawlers', stream }))),
} satisfies Parts<LogSource>;

/** Lines of the server's log: level, time in brackets, thread and message. A line without a time belongs to the line before. */
function serverLines(text: string): LogLine[] {
  const lines: { time: Date; source: string; message: string }[] = [];
  for (const line of text.split('\n')) {
    const [, level, time, message] = /^\s*(\w+) \[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+\] (.*)$/.exec(line) ?? [];
    const last = lines.at(-1);
    if (time !== undefined) lines.push({ time: new Date(`${time.replace(' ', 'T')}Z`), source: 'zeppelin', message: `${level} ${message}` });
    else if (last && line.trim() !== '') last.message += `\n${line}`;
  }
  return lines;
}
