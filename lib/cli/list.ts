import { Command } from 'commander';
import { registry } from '../scenarios/registry';
import type { Ui } from './ui';

/** `stagecraft list` */
export function listCommand(ui: Ui): Command {
  return new Command('list')
    .summary('list the scenarios')
    .description('Lists every scenario with its summary and services.')
    .addHelpText('after', '\nExample:\n  stagecraft list')
    .action(() => {
      const scenarios = Object.entries(registry).map(([id, { title, summary, services }]) => ({ id, title, summary, services }));
      ui.result(scenarios, (all) =>
        all.map(({ id, title, summary, services }) => `${id}\n  ${title}\n  ${summary}\n  ${services.join(', ')}`).join('\n\n'),
      );
    });
}
