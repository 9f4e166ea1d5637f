import { type Command, CommanderError } from 'commander';
import { StagecraftError } from 'stagecraft-constructs/errors';
import { program } from './program';
import { terminal } from './terminal';

const FAILED = 1;
const USAGE = 2;
const INTERRUPTED = 130;

/** Runs the command line and sets the exit code: 0 done, 1 failed, 2 usage, 130 interrupted. */
export async function main(argv: readonly string[]): Promise<void> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  const json = argv.includes('--json');
  const live = process.stderr.isTTY === true && process.env['CI'] === undefined;
  const root = withExit(program(terminal({ json, live, signal: interrupt.signal })));
  try {
    await root.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error, { interrupted: interrupt.signal.aborted, debug: argv.includes('--debug'), json });
  }
}

function withExit(command: Command): Command {
  command.exitOverride().showSuggestionAfterError();
  command.commands.forEach(withExit);
  return command;
}

function report(error: unknown, { interrupted, debug, json }: { interrupted: boolean; debug: boolean; json: boolean }): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (debug) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  if (StagecraftError.is(error)) {
    const { problem, got, allowed, fix } = error.refusal;
    if (json) process.stdout.write(`${JSON.stringify({ error: error.refusal }, undefined, 2)}\n`);
    const parts = Object.entries({ error: problem, got, allowed, next: fix }).filter(([, text]) => text !== undefined);
    process.stderr.write(`${parts.map(([name, text]) => `${name.padEnd(8)} ${text}`).join('\n')}\n`);
    return interrupted ? INTERRUPTED : error.exitCode;
  }
  if (interrupted) {
    process.stderr.write('interrupted\n');
    return INTERRUPTED;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error    this is a bug in stagecraft: ${message}\nnext     repeat the command with --debug and report what it prints\n`);
  return FAILED;
}
