/** Id of the CDK stage, and first part of each stack's name. */
export function stageId(scenario: string, stageName: string): string {
  return stageName === 'dev' ? scenario : `${scenario}-${stageName}`;
}

/** Where a contract entry stands in the parameter store. */
export function contractPath(scenario: string, stageName: string): string {
  return `/stagecraft/${scenario}/${stageName}`;
}
