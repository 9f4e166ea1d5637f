import { configurationOf } from '../../../../workloads/greeting-service/service/configuration';
import { createLog } from '../../../../workloads/greeting-service/service/log';
import { start } from '../../../../workloads/greeting-service/service/start';

/** The page, served from a folder on the loopback address. */
export function startPage(folder: string, apiUrl: string) {
  const environment = { ROLE: 'page', HOST: '127.0.0.1', PORT: '0', API_URL: apiUrl, PAGE_FOLDER: folder };
  return start(configurationOf(environment, folder), { log: createLog({ level: 'panic', service: 'page', write: () => {}, now: () => new Date() }) });
}
