import { StagecraftError } from 'stagecraft-constructs/errors';
import { refusalText } from './text';

/** The app of plain `cdk`: synthesizes the scenario of `-c scenario=…` into the CDK CLI's output folder. */
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
