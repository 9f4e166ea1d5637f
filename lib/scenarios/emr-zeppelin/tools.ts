import { primaryNode } from '../emr-node';
import type { Parts, Tool } from '../scenario';
import { kit, PORT, REPLACE_CLUSTER } from './settings';

/** Zeppelin and YARN through forwarded ports, and console pages. */
export const tools = {
  zeppelin: kit.tunnel('Zeppelin, through a port that Session Manager forwards', async ({ contract, aws }) => ({
    instanceId: await primaryNode(aws, contract.cluster, REPLACE_CLUSTER),
    port: PORT,
  })),
  yarn: kit.tunnel('applications and nodes of YARN, through a port that Session Manager forwards', async ({ contract, aws }) => ({
    instanceId: await primaryNode(aws, contract.cluster, REPLACE_CLUSTER),
    // The resource manager does not listen on the loopback interface.
    host: contract.primaryDns,
    port: 8_088,
  })),
  'spark-history': kit.tool({
    summary: 'Spark history server of the cluster, hosted by EMR',
    needs: ['account'],
    async open({ contract, aws, task }) {
      const cluster = await aws.emr.cluster(contract.cluster);
      return { url: await aws.emr.historyUrl(cluster?.arn ?? contract.cluster, task) };
    },
  }),
  password: kit.secretPage('secret with the password of the user analyst', ({ contract }) => contract.analystSecret),
  dashboard: kit.consolePage(
    'CloudWatch dashboard of memory, containers and HDFS',
    'cloudwatch/home',
    ({ contract }) => `dashboards/dashboard/${contract.dashboard}`,
  ),
  cluster: kit.consolePage('cluster in the EMR console', 'emr/home', ({ contract }) => `/clusterDetails/${contract.cluster}`),
  bucket: kit.consolePage('sources, data and notes in S3', ({ contract }) => `s3/buckets/${contract.dataBucket}`),
} satisfies Parts<Tool>;
