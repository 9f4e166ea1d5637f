import type { SSMClient } from '@aws-sdk/client-ssm';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { everyPage } from './pages';

/** What a command can ask the parameter store. */
export interface SsmVerbs {
  /** Values below a path, by the last part of their names. */
  parametersBelow(path: string): Promise<Readonly<Record<string, string>>>;
}

export function ssmVerbs(client: SSMClient): SsmVerbs {
  return {
    async parametersBelow(path) {
      const parameters = await everyPage(async (token) => {
        const { Parameters: items, NextToken: next } = await client.send(new GetParametersByPathCommand({ Path: path, NextToken: token }));
        return { items, next };
      });
      return Object.fromEntries(parameters.map(({ Name: name = '', Value: value = '' }) => [name.slice(name.lastIndexOf('/') + 1), value]));
    },
  };
}
