import type { Parts, Tool } from '../scenario';
import { kit } from './settings';

/** Tools of a deployed environment. */
export const tools = {
  airflow: kit.tool({
    summary: 'Airflow web server, signed in; the URL works once, within a minute',
    needs: ['account'],
    open: async ({ aws, contract }) => ({ url: await aws.mwaa.loginUrl(contract.environment) }),
  }),
  environment: kit.consolePage('environment in the MWAA console', 'mwaa/home', ({ contract }) => `environments/${contract.environment}`),
  clusters: kit.consolePage('EMR clusters', 'emr/home', '/clusters'),
  bucket: kit.consolePage('DAGs in S3', ({ contract }) => `s3/buckets/${contract.dagBucket}`),
} satisfies Parts<Tool>;
