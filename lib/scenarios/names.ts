/** Default time to live of a stage, in hours. */
export const TTL_HOURS = 24;

/** Tag that holds these hours. */
export const TTL_TAG = 'stagecraft:ttl-hours';

/** Id of the CDK stage, and first part of each stack's name. */
export function stageId(scenario: string, stageName: string): string {
  return stageName === 'dev' ? scenario : `${scenario}-${stageName}`;
}

/** Path of the contract in Parameter Store. */
export function contractPath(scenario: string, stageName: string): string {
  return `/stagecraft/${scenario}/${stageName}`;
}

/** A fixed name of the article: unchanged in the stage `dev`, with the stage name as suffix in any other. */
export function fixedNameIn(stageName: string, name: string, separator: '-' | '_' = '-'): string {
  if (stageName === 'dev') return name;
  return `${name}${separator}${separator === '_' ? stageName.replaceAll('-', '_') : stageName}`;
}

/** Ending of a cluster's name: the first generation has none. */
export function generationSuffix(generation: number): string {
  return generation === 1 ? '' : `-${generation}`;
}
