/** Hours after deployment at which a stage may go, unless the configuration says otherwise. */
export const TTL_HOURS = 24;

/** Tag that holds these hours. */
export const TTL_TAG = 'stagecraft:ttl-hours';

/** Id of the CDK stage, and first part of each stack's name. */
export function stageId(scenario: string, stageName: string): string {
  return stageName === 'dev' ? scenario : `${scenario}-${stageName}`;
}

/** Where a contract entry stands in the parameter store. */
export function contractPath(scenario: string, stageName: string): string {
  return `/stagecraft/${scenario}/${stageName}`;
}

/** A name that the article fixed: as it stands in the stage `dev`, with the stage's name behind it in any other. */
export function fixedNameIn(stageName: string, name: string, separator: '-' | '_' = '-'): string {
  if (stageName === 'dev') return name;
  return `${name}${separator}${separator === '_' ? stageName.replaceAll('-', '_') : stageName}`;
}
