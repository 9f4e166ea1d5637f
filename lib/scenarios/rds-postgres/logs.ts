import type { LogSource, Parts } from '../scenario';
import { instancesOf, kit } from './settings';

/** Logs of the instances and functions. */
export const logs = {
  postgresql: kit.logGroups('PostgreSQL logs: connections, slow statements, errors', ({ contract }) =>
    instancesOf(contract).map((id) => ({ group: `/aws/rds/instance/${id}/postgresql`, source: id })),
  ),
  events: kit.logSource({
    summary: 'RDS events of the instances: creation, restart, failover, backup',
    needs: ['account'],
    read: ({ contract, aws, since }) => aws.rds.events(instancesOf(contract), since),
  }),
  functions: kit.logGroups('logs of the functions that load and read', ({ contract }) =>
    [contract.loadFunction, contract.readFunction].map((name) => ({ group: `/aws/lambda/${name}`, source: name })),
  ),
} satisfies Parts<LogSource>;
