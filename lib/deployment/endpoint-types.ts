import { explaining } from '../aws/connect';
import { ConfigError, StagecraftError } from '../errors';
import { loadScenario } from '../scenarios/load';
import { stackControl } from './stack-control';

/** Resource types of one stack, and which of them an endpoint lacks. */
export interface StackTypes {
  readonly scenario: string;
  readonly stack: string;
  readonly types: readonly string[];
  /** Sorted. */
  readonly lacking: readonly string[];
}

const TIMEOUT_MS = 10_000;

/**
 * Asks an endpoint which types of the scenarios' templates it knows, in one request with made-up credentials.
 *
 * The templates have the default configuration, and examples where a value is required.
 *
 * @throws ConfigError when the endpoint is no URL, cannot be reached, or has no CloudFormation
 */
export async function typesAt(endpoint: string, scenarios: readonly string[]): Promise<readonly StackTypes[]> {
  if (!URL.canParse(endpoint)) {
    throw new ConfigError({
      problem: '--endpoint is not a URL',
      got: `'${endpoint}'`,
      allowed: 'for instance http://127.0.0.1:4566',
      fix: 'correct --endpoint',
    });
  }
  const stacks = (await Promise.all(scenarios.map(typesOf))).flat();
  const lacking = new Set(await unknownTypes(endpoint, [...new Set(stacks.flatMap(({ types }) => types))].sort()));
  return stacks.map((stack) => ({ ...stack, lacking: stack.types.filter((type) => lacking.has(type)) }));
}

async function typesOf(scenario: string): Promise<readonly Omit<StackTypes, 'lacking'>[]> {
  const { synthesize } = await import('../scenarios/synthesize');
  const { stacks } = await synthesize(await loadScenario({ scenario, examples: true }), { env: { account: '000000000000', region: 'us-east-1' } });
  return stacks.map(({ stackName: stack, template }) => {
    const resources: readonly { readonly Type: string }[] = Object.values(template.Resources ?? {});
    return { scenario, stack, types: [...new Set(resources.map(({ Type }) => Type))].sort() };
  });
}

async function unknownTypes(endpoint: string, types: readonly string[]): Promise<readonly string[]> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({
    endpoint,
    region: 'us-east-1',
    // The endpoint is whatever the user typed: no credentials of this machine go there.
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS },
  });
  try {
    return await stackControl(explaining(client, { endpoint })).unknownTypes(types);
  } catch (cause) {
    if (StagecraftError.is(cause)) throw cause;
    throw new ConfigError(
      {
        problem: `${endpoint} does not answer as CloudFormation does`,
        got: String(cause).split('\n')[0],
        allowed: 'an emulator with CloudFormation',
        fix: 'correct the endpoint, or take another emulator',
      },
      { cause },
    );
  } finally {
    client.destroy();
  }
}
