import { filled, type SavedQuery, savedQueries } from '../greeting-platform/saved-queries';
import type { Parts, Query } from '../scenario';
import { logParams } from './cluster/log-lines';
import { type Config, type Contract, kit } from './settings';

/** Questions that AWS answers; those to the cluster are in its part. */
export const queries = {
  logs: kit.query({
    summary: 'newest log lines of a service that contain a text, by CloudWatch Logs Insights',
    needs: ['account'],
    params: logParams,
    async run({ contract, aws, task, params: { service, text, limit, hours } }) {
      const query = filled(errors(), { service, text, limit: String(limit) });
      return aws.logs.insights({ group: contract.applicationLog, query, since: new Date(Date.now() - hours * 3_600_000) }, task);
    },
  }),
} satisfies Parts<Query>;

/** The saved query of CloudWatch Logs Insights; there is one. */
function errors(): SavedQuery {
  const [query] = savedQueries('istio-observability').filter(({ language }) => language === 'logs');
  if (query) return query;
  throw new Error('workloads/istio-observability/queries has no file errors.logs');
}
