import { inspect } from 'node:util';
import { type Command, CommanderError } from 'commander';
import { type Refusal, StagecraftError } from 'stagecraft-constructs/errors';
import { program } from './program';
import { terminal } from './terminal';
import { refusalText } from './text';
import type { Ui } from './ui';

export { commands } from './commands';

const FAILED = 1;
const USAGE = 2;
const INTERRUPTED = 130;

/** npm forwards Ctrl-C to a child that has already received it from the terminal: two signals within this many milliseconds are one key press. */
const SAME_KEY_MS = 400;

/** Columns below which in-place progress is unreadable; some terminals report 0. */
const LIVE_COLUMNS = 40;

/** Runs the command line and sets the exit code: 0 success, 1 failure, 2 usage error, 130 interrupted. */
export async function main(argv: readonly string[]): Promise<void> {
  // `doctor` reports unsupported Node versions; the advice of the AWS SDK, also in workloads, would stand between the lines of every result.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  watchOutput();
  const interrupt = new AbortController();
  listenForInterrupts(interrupt);

  const json = argv.includes('--json');
  const wide = (process.stdout.columns ?? 0) >= LIVE_COLUMNS;
  const live = wide && [process.stdout, process.stderr].every((stream) => stream.isTTY === true) && process.env['CI'] === undefined;
  const ui = terminal({ json, live, signal: interrupt.signal });
  // A command may print its result and still fail, such as a validation with findings. Then the error goes to stderr only, so that stdout stays one JSON document.
  let resulted = false;
  const result: Ui['result'] = (value, text) => {
    resulted = true;
    ui.result(value, text);
  };
  const root = withExit(program({ ...ui, result }));
  try {
    await root.parseAsync([...argv]);
  } catch (error) {
    const manual = ['stagecraft', root.commands.map((command) => command.name()).find((name) => argv[2] === name), '--help']
      .filter(Boolean)
      .join(' ');
    const { quotedRefusal } = await import('../aws/errors');
    process.exitCode = report(quotedRefusal(error), {
      interrupted: interrupt.signal.aborted,
      debug: argv.includes('--debug'),
      json: json && !resulted,
      manual,
    });
  }
}

/** A reader may close the pipe early (`stagecraft list | head -1`): that is no error, and the work continues. */
function watchOutput(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    tell({ problem: `cannot write the output: ${error.message}`, fix: 'free disk space at the destination' }, false);
    process.exitCode = FAILED;
  });
}

/** The first Ctrl-C stops the work, the second exits immediately. */
function listenForInterrupts(interrupt: AbortController): void {
  let first: number | undefined;
  const interrupted = () => {
    if (first === undefined) {
      first = performance.now();
      interrupt.abort();
      process.stderr.write('\nStopping… press Ctrl-C again to quit\n');
    } else if (performance.now() - first > SAME_KEY_MS) {
      process.exit(INTERRUPTED);
    }
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  process.on('SIGBREAK', interrupted);
  process.on('SIGHUP', () => {
    if (first === undefined) interrupted();
  });
}

/** Makes commander throw usage errors, so that they are printed like every other error. */
function withExit(command: Command): Command {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => {} });
  command.commands.forEach(withExit);
  return command;
}

interface ReportOptions {
  readonly interrupted: boolean;
  readonly debug: boolean;
  readonly json: boolean;
  /** Help command for usage errors. */
  readonly manual: string;
}

function report(error: unknown, { interrupted, debug, json, manual }: ReportOptions): number {
  if (error instanceof CommanderError) {
    const shownByCommander = error.exitCode === 0 || error.code === 'commander.help';
    if (!shownByCommander) tell(usage(error, manual), json);
    return error.exitCode === 0 ? 0 : USAGE;
  }
  if (debug) process.stderr.write(`${inspect(error)}\n`);
  if (StagecraftError.is(error)) {
    tell(error.refusal, json);
    return interrupted ? INTERRUPTED : error.exitCode;
  }
  if (interrupted) {
    tell({ problem: 'interrupted', fix: 'repeat the command' }, json);
    return INTERRUPTED;
  }
  const message = error instanceof Error ? error.message : String(error);
  tell({ problem: `this is a bug in stagecraft: ${message}`, fix: 'repeat the command with --debug and report what it prints' }, json);
  return FAILED;
}

function tell(refusal: Refusal, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ error: refusal }, undefined, 2)}\n`);
  process.stderr.write(`${refusalText(refusal)}\n`);
}

/** Converts commander's error to the four parts. Its message may end with a suggestion on a separate line. */
function usage({ message }: CommanderError, manual: string): Refusal {
  const [text, suggestion] = message.replace(/^error: /, '').split('\n') as [string, string?];
  const near = suggestion?.replace(/^\(D/, 'd').replace(/\)$/, '');
  const fix = near === undefined ? manual : `${manual}; ${near}`;
  const invalid = /^option '(\S+).*?' argument '(.*)' is invalid\. (?:got .*; )?(?:allowed: )?(.*)$/.exec(text);
  if (!invalid) return { problem: text.replace(/\.$/, ''), fix };
  const [, option, got, allowed] = invalid;
  return { problem: `invalid value of ${option}`, got: `'${got}'`, allowed, fix };
}
