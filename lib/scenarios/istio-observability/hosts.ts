import type { Config } from './settings';

/** Hosts that enter the mesh. */
export interface Hosts {
  readonly ui: string;
  readonly api: string;
}

/** Hosts of page and API; undefined where there is no domain. */
export function hostsOf({ domain, uiHost, apiHost }: Pick<Config, 'domain' | 'uiHost' | 'apiHost'>): Hosts | undefined {
  if (domain === '') return undefined;
  return { ui: uiHost || `observe-ui.${domain}`, api: apiHost || `observe-api.${domain}` };
}
