import { DeleteParametersCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { contractPath } from '../../lib/scenarios/names';
import { registry } from '../../lib/scenarios/registry';
import { lookInto } from './account-look';
import type { MiniStack } from './ministack';

/**
 * Publishes what the stacks that are not deployed would publish, with names that lead nowhere, so that jobs which use the others start.
 *
 * @returns removes these parameters
 */
export async function publishRest(server: MiniStack, scenario: string): Promise<() => Promise<void>> {
  const ssm = new SSMClient(lookInto(server));
  const { contract } = (await registry[scenario]!.load()).scenario;
  const path = contractPath(scenario, 'dev');
  const published: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: true, NextToken }));
    published.push(...(page.Parameters ?? []).map(({ Name }) => Name));
    NextToken = page.NextToken;
  } while (NextToken);
  const missing = Object.entries(contract).filter(([name, { mayBeAbsent }]) => !mayBeAbsent && !published.includes(`${path}/${name}`));
  const names = missing.map(([name]) => `${path}/${name}`);
  for (const Name of names) await ssm.send(new PutParameterCommand({ Name, Value: 'made-up', Type: 'String' }));
  return async () => {
    while (names.length > 0) await ssm.send(new DeleteParametersCommand({ Names: names.splice(0, 10) }));
    ssm.destroy();
  };
}
