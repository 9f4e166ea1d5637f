import type { LogLine } from '../../contract/log-line';
import { consoleUrl } from '../console';
import { primaryNode } from '../emr-node';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import type { Config, Contract } from './settings';

type Superset = Deployed<Config, Contract>;

/** Superset itself, by a forwarded port, and console pages around it. */
export const tools = {
  superset: {
    summary: 'Superset, by a port of Systems Manager; nothing is opened to the internet',
    async open({ contract, aws, task }) {
      return aws.ssm.forward({ instanceId: await primaryNode(aws, contract.cluster, 'emr-superset'), port: Number(contract.port) }, task);
    },
  },
  password: page('password of SupersetAdmin in the console of Secrets Manager', ({ aws, contract }) =>
    consoleUrl(aws.target, 'secretsmanager/secret').replace('?', `?name=${encodeURIComponent(contract.adminSecret)}&`),
  ),
  cluster: page('cluster in the console of EMR', ({ aws, contract }) => consoleUrl(aws.target, 'emr/home', `/clusterDetails/${contract.cluster}`)),
  athena: page('query editor of Athena', ({ aws }) => consoleUrl(aws.target, 'athena/home', '/query-editor')),
} satisfies Parts<Tool>;

/** Where it writes logs. */
export const logs = {
  superset: {
    summary: 'what the service says on the primary node',
    async read({ contract, aws, task, since }) {
      const instanceId = await primaryNode(aws, contract.cluster, 'emr-superset');
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
  },
  steps: {
    summary: 'what installation and imports printed; EMR copies it to S3 every five minutes',
    async read({ contract, aws, since }) {
      const cluster = await aws.emr.cluster(contract.cluster);
      const steps = await aws.emr.steps(contract.cluster);
      const prefix = (cluster?.logUri ?? '').replace(/^s3:\/\/[^/]+\//, '');
      const objects = await aws.s3.list(contract.logBucket, `${prefix}${contract.cluster}/steps/`);
      const lines: LogLine[] = [];
      for (const { id, name } of [...steps].reverse()) {
        for (const { key } of objects.filter((object) => object.key.includes(`/${id}/`) && /\/(stdout|stderr)\.gz$/.test(object.key))) {
          const text = (await aws.s3.read(contract.logBucket, key)) ?? '';
          for (const message of text.split('\n')) if (message !== '') lines.push({ time: since, source: `${name} (${id})`, message });
        }
      }
      return lines;
    },
  },
} satisfies Parts<LogSource>;

/** Lines of the journal: time, host, program and message. */
function journalLines(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    const [, time, source, message] = /^(\d{4}-\d\d-\d\dT\S+) \S+ ([^\s:]+): (.*)$/.exec(line) ?? [];
    return time === undefined || source === undefined || message === undefined
      ? []
      : [{ time: new Date(time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')), source, message }];
  });
}

function page(summary: string, url: (superset: Superset) => string) {
  return { summary, open: async (superset) => ({ url: url(superset) }) };
}
