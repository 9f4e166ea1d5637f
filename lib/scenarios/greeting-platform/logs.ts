import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { LogSource, Parts } from '../scenario';
import { APPLICATION, letters, nameOf, REV_PROXY, UI } from './names';
import { kit } from './settings';

/** Log sources: CloudWatch log groups, and the pods of each program. */
export function logs(protocol: Protocol): Parts<LogSource> {
  const program = (name: string) =>
    kit.logSource({
      summary: `logs of ${name}`,
      needs: ['cluster'],
      read: ({ cluster, since }) => cluster.logs({ namespace: APPLICATION, selector: `app=${name}`, container: name, since }),
    });
  return {
    containers: kit.logGroups('logs of all containers, proxies included', ({ contract }) => [contract.applicationLog]),
    'control-plane': kit.logGroups('EKS control plane: API server, audit, authenticator, controller manager and scheduler', ({ contract }) => [
      contract.controlPlaneLog,
    ]),
    database: kit.logGroups('audit and slow operations of the database', ({ contract }) => contract.databaseLogs),
    broker: kit.logGroups('logs of the broker', ({ contract, aws }) => aws.logs.groups(contract.brokerLogPrefix)),
    ...Object.fromEntries(programs(protocol).map((name) => [name, program(name)])),
  };
}

/** Programs of the platform; each name is also that of the container and of the label `app`. */
function programs(protocol: Protocol): readonly string[] {
  return [UI, ...(protocol === 'grpc' ? [REV_PROXY] : []), ...letters.map(nameOf)];
}
