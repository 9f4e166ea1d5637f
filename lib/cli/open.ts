import { Command } from 'commander';
import { reached, workTitle } from './connected';
import { type ConfigurationFlags, type PlaceFlags, withConfiguration, withPlaces, withTarget } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags, PlaceFlags {
  readonly browser: boolean;
}

/** `stagecraft open <scenario> <tool>` */
export function openCommand(ui: Ui): Command {
  const command = new Command('open')
    .summary('open a console page, a dashboard or a forwarded port')
    .description('Prints the URL of a tool of a deployed scenario and opens it in the browser. A port forward stays open until Ctrl-C.')
    .argument('<scenario>', 'scenario, as `list` prints it')
    .argument('<tool>', 'tool, as `explain` prints it');
  return withPlaces(withTarget(withConfiguration(command)))
    .option('--no-browser', 'only print the URL')
    .addHelpText('after', '\nExample:\n  stagecraft open glue-athena-data-lake athena --no-browser')
    .action(async (scenario: string, tool: string, { browser, ...flags }: Flags) => {
      const [{ openTool, prepareTool }, { openInBrowser }] = await Promise.all([import('../actions/open'), import('./browser')]);
      const prepared = await prepareTool({ scenario, tool, ...flags });
      const places = await reached(ui, prepared.loaded, prepared.reaches, flags);
      const { url, closed } = await ui.during(workTitle(`${scenario}: ${tool}`, places), (task) => openTool(prepared, places, task));
      ui.result({ scenario, tool, url }, (opened) => opened.url);
      if (browser && url.startsWith('http') && !(await openInBrowser(url))) process.stderr.write('no browser found: open the URL manually\n');
      if (closed) await ui.during('open until Ctrl-C', () => closed);
    });
}
