import { StagecraftError } from 'stagecraft-constructs/errors';
import { refusalText } from './refusal';

/** The program that plain `cdk` runs: the scenario that `-c scenario=…` names, into the folder that the CDK CLI asks for. */
export async function cdkApp(): Promise<void> {
  try {
    const { synthesizeFromContext } = await import('../actions/synthesize-from-context');
    await synthesizeFromContext();
  } catch (error) {
    if (!StagecraftError.is(error)) throw error;
    process.stderr.write(`${refusalText(error.refusal)}\n`);
    process.exitCode = error.exitCode;
  }
}
