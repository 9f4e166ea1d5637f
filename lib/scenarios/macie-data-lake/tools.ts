import type { Parts, Tool } from '../scenario';
import { kit } from './settings';

/** Console pages of a deployed lake. */
export const tools = {
  macie: kit.consolePage('findings in the Macie console', 'macie/home', 'findings'),
  data: kit.consolePage('files of the lake in S3', ({ contract }) => `s3/buckets/${contract.dataBucket}`),
  isolation: kit.consolePage('isolated files in S3', ({ contract }) => `s3/buckets/${contract.isolationBucket}`),
  failed: kit.consolePage(
    'dead-letter queue of the findings',
    'sqs/v3/home',
    ({ contract }) => `/queues/${encodeURIComponent(contract.failedQueue)}`,
  ),
} satisfies Parts<Tool>;
