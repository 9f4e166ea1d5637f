import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../paths';
import { commands } from './commands';
import type { Ui } from './ui';

/** The command line. */
export function program(ui: Ui): Command {
  const root = new Command('stagecraft')
    .description('Stages complete AWS environments: deploys one, runs its jobs, shows its results, and deletes it completely.')
    .version(version())
    .option('--json', 'print results as JSON')
    .option('--debug', 'print stack traces of errors')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nStart here, no account needed:\n  stagecraft rehearse glue-athena-data-lake --open');
  for (const command of commands) root.addCommand(command(ui).configureHelp({ showGlobalOptions: true }));
  return root;
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
}
