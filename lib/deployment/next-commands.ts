/** What a person types next; for messages. */
export interface NextCommands {
  readonly deploy: string;
  readonly status: string;
  readonly destroy: string;
}

/** The commands for the same scenario, stage and account. */
export function nextCommands(
  scenario: string,
  stage: string,
  { profile, region }: { readonly profile?: string; readonly region?: string },
): NextCommands {
  const flags = [
    stage !== 'dev' && `--stage ${stage}`,
    profile !== undefined && `--profile ${profile}`,
    region !== undefined && `--region ${region}`,
  ];
  const command = (verb: string) => ['stagecraft', verb, scenario, ...flags.filter(Boolean)].join(' ');
  return { deploy: command('deploy'), status: command('status'), destroy: command('destroy') };
}
