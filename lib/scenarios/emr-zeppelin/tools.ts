import type { LogLine } from '../../contract/log-line';
import { consoleUrl } from '../console';
import { primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import { PORT } from './places';
import type { Config, Contract } from './settings';

type Zeppelin = Deployed<Config, Contract>;

/** Zeppelin itself, by a forwarded port, and pages around it. */
export const tools = {
  zeppelin: {
    summary: 'Zeppelin, by a port of Systems Manager; nothing is opened to the internet',
    async open({ contract, aws, task }) {
      return aws.ssm.forward({ instanceId: await primaryNode(aws, contract.cluster, 'emr-zeppelin'), port: PORT }, task);
    },
  },
  yarn: {
    summary: 'applications and nodes of YARN, by a port of Systems Manager',
    async open({ contract, aws, task }) {
      // The resource manager listens on the address of the node alone.
      const instanceId = await primaryNode(aws, contract.cluster, 'emr-zeppelin');
      return aws.ssm.forward({ instanceId, host: contract.primaryDns, port: 8_088 }, task);
    },
  },
  'spark-history': {
    summary: 'Spark history server of the cluster, kept by EMR',
    async open({ contract, aws, task }) {
      const cluster = await aws.emr.cluster(contract.cluster);
      return { url: await aws.emr.historyUrl(cluster?.arn ?? contract.cluster, task) };
    },
  },
  password: page('password of the user analyst in the console of Secrets Manager', ({ aws, contract }) =>
    consoleUrl(aws.target, 'secretsmanager/secret').replace('?', `?name=${encodeURIComponent(contract.analystSecret)}&`),
  ),
  dashboard: page('memory, work and HDFS of the cluster in CloudWatch', ({ aws, contract }) =>
    consoleUrl(aws.target, 'cloudwatch/home', `dashboards/dashboard/${contract.dashboard}`),
  ),
  cluster: page('cluster in the console of EMR', ({ aws, contract }) => consoleUrl(aws.target, 'emr/home', `/clusterDetails/${contract.cluster}`)),
  bucket: page('sources, data and notes in S3', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.dataBucket}`)),
} satisfies Parts<Tool>;

/** Where it writes logs. */
export const logs = {
  zeppelin: {
    summary: 'what Zeppelin says on the primary node',
    async read({ contract, aws, task, since }) {
      const instanceId = await primaryNode(aws, contract.cluster, 'emr-zeppelin');
      const lines = ['cat /var/log/zeppelin/zeppelin-zeppelin-*.log 2>/dev/null | tail -c 20000'];
      const output = await aws.ssm.run({ instanceId, comment: 'stagecraft: log of Zeppelin', timeoutSeconds: 60, lines }, task);
      return serverLines(output).filter(({ time }) => time >= since);
    },
  },
  postgres: {
    summary: 'what PostgreSQL says',
    async read({ contract, aws, since }) {
      const lines = await aws.logs.read({ group: `/aws/rds/instance/${contract.instance}/postgresql`, since });
      return lines.map((line) => ({ ...line, source: contract.instance }));
    },
  },
  crawlers: {
    summary: 'what the crawlers found',
    async read({ contract, aws, since }) {
      const read = contract.crawlers
        .split(',')
        .map(async (crawler) =>
          (await aws.logs.read({ group: '/aws-glue/crawlers', streamPrefix: crawler, since })).filter(({ source }) => source === crawler),
        );
      return (await Promise.all(read)).flat().sort((one, other) => one.time.getTime() - other.time.getTime());
    },
  },
} satisfies Parts<LogSource>;

/** Lines of the server's log: level, time in brackets, thread and message. What follows without a time belongs to the line before. */
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

function page(summary: string, url: (zeppelin: Zeppelin) => string) {
  return { summary, open: async (zeppelin) => ({ url: url(zeppelin) }) };
}
