import type { Environment } from 'aws-cdk-lib';
import { closest } from '../check';
import { ConfigError } from '../errors';

/** Account and region as typed. */
export interface EnvironmentOptions {
  /** @default - environment-agnostic */
  readonly account?: string;
  /** @default - environment-agnostic */
  readonly region?: string;
}

const REGION = /^[a-z]{2,4}(-[a-z]{2,4})?-(central|(north|south)(east|west)?|east|west)-[1-9]$/;

/** The environment to synthesize for; undefined without account and region. @throws ConfigError for an invalid account or region */
export async function environmentOf({ account, region }: EnvironmentOptions): Promise<Environment | undefined> {
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new ConfigError({ problem: 'the account is not valid', got: `'${account}'`, allowed: 'twelve digits', fix: 'correct --account' });
  }
  if (region !== undefined && !REGION.test(region)) {
    const { RegionInfo } = await import('aws-cdk-lib/region-info');
    const known = RegionInfo.regions.map(({ name }) => name);
    throw new ConfigError({
      problem: 'the region is not valid',
      got: `'${region}'`,
      allowed: 'the name of a region, such as eu-central-1',
      fix: `correct --region${closest(region, known, (near) => `; did you mean '${near}'?`)}`,
    });
  }
  return account === undefined && region === undefined ? undefined : { account, region };
}
