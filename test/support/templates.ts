import type { Environment } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { validate } from '../../lib/insight/validate';
import { loadScenario } from '../../lib/scenarios/load';

/** Templates as they are reviewed: without the digests of assets, which change with every line of a program. */
export function masked(templates: readonly Template[]): unknown[] {
  return templates.map((template) => JSON.parse(JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, '<asset>')));
}

/** CloudFormation's validator and cdk-nag find nothing in a scenario with these values, and what they would find is acknowledged by a sentence. */
export async function expectClean(scenario: string, set: Readonly<Record<string, unknown>>, env?: Environment): Promise<void> {
  const { findings, acknowledged } = await validate([await loadScenario({ scenario, set })], { env });

  expect(findings).toEqual([]);
  expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
}
