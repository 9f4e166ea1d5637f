import { APPLICATION, letters, nameOf, REV_PROXY, UI } from '../../greeting-platform/names';
import type { LogSource, Parts } from '../../scenario';
import type { Config } from '../settings';

/** Programs of the platform; each is also the name of its pods' container and of their label `app`. */
const programs = (protocol: 'rest' | 'grpc') => [UI, ...(protocol === 'grpc' ? [REV_PROXY] : []), ...letters.map(nameOf)];

/** What the programs of the platform print, without what their proxies print. */
export function clusterLogs(protocol: 'rest' | 'grpc'): Parts<LogSource> {
  const source = (program: string) => ({
    summary: `what ${program} logs`,
    read: ({ cluster, since }) => cluster.logs({ namespace: APPLICATION, selector: `app=${program}`, container: program, since }),
  });
  return Object.fromEntries(programs(protocol).map((program) => [program, source(program)]));
}
