import { ACCOUNT, iamIn, type SynthesizedIam } from './iam';

/** Synthesizes the sign-in with this configuration, and gives its IAM side. */
export async function synthesizedIam(set: Readonly<Record<string, unknown>>): Promise<SynthesizedIam> {
  const [{ loadScenario }, { synthesize }] = await Promise.all([import('../../load'), import('../../synthesize')]);
  const loaded = await loadScenario({ scenario: 'quicksight-auth0', set });
  const { stacks } = await synthesize(loaded, { env: { account: ACCOUNT, region: 'us-east-1' } });
  const [stack] = stacks;
  return iamIn(stack?.template);
}
