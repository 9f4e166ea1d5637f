import type { Aws } from '../../../lib/aws/aws';
import { connect } from '../../../lib/aws/connect';
import { openAccount } from '../../../lib/deployment/account';
import { type Preflight, preflight } from '../../../lib/deployment/preflight/preflight';
import type { LoadedScenario } from '../../../lib/scenarios/load';
import type { Synthesized } from '../../../lib/scenarios/synthesize';

type Stacks = Parameters<typeof preflight>[0]['stacks'];

/** The pre-flight of a scenario in the account below the SDK, with a Docker that answers. Every stack is new unless others are given. */
export async function preflightOf(
  { loaded, synthesized }: { readonly loaded: LoadedScenario; readonly synthesized: Synthesized },
  { stacks, region = 'eu-central-1' }: { readonly stacks?: Stacks; readonly region?: string } = {},
): Promise<Preflight> {
  const aws: Aws = await connect({ region });
  const planned = stacks ?? synthesized.stacks.map(({ stackName: name }) => ({ name, action: 'create' as const, changes: [] }));
  return preflight({ loaded, synthesized, aws, account: await openAccount({ region }), stacks: planned, env: {}, run: async () => '' });
}

/** Descriptions of the checks in a state, with their subjects. */
export function linesOf({ checks }: Preflight, state: 'ok' | 'note' | 'refused'): readonly string[] {
  return checks.filter((check) => check.state === state).map(({ subject, description }) => `${subject}: ${description}`);
}
