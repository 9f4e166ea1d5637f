import { type Command, InvalidArgumentError, Option } from 'commander';

/** Collects repeated `name=value` options. */
export function pairs(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`got '${text}'; allowed: name=value`);
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Flags that say which shape of the scenario is meant. Their values are `ScenarioOptions`. */
export function withConfiguration(command: Command): Command {
  return command
    .option('--stage <name>', 'name of this copy of the scenario', 'dev')
    .option('--config <file>', 'JSON file with configuration values')
    .option('--set <key=value>', 'configuration value, wins over the file; can be repeated', pairs);
}

/** Flags that name an account and a region for synthesis. */
export function withEnvironment(command: Command): Command {
  return command
    .option('--account <id>', 'account to synthesize for (default: whichever deploys)')
    .option('--region <name>', 'region to synthesize for (default: whichever deploys)');
}

/** Flags that say how to reach the account. Their values are `ConnectOptions`. */
export function withConnection(command: Command): Command {
  return command
    .option('--profile <name>', 'credentials profile (default: the SDK finds credentials as usual)')
    .option('--region <name>', 'region (default: of the profile or the environment)');
}

/** Flags that say which account is meant, for commands that write to it. Their values are `TargetOptions`. */
export function withTarget(command: Command): Command {
  return withConnection(command)
    .option('--account <id>', 'account that is meant; any other is refused (default: the one signed in to)')
    .option('--allow-endpoint <url>', 'says that AWS_ENDPOINT_URL is meant although it looks unsafe');
}

/** Flags that name the account, which a cluster of the kubeconfig has nothing to do with. */
const ACCOUNT_FLAGS = ['profile', 'region', 'account', 'allowEndpoint'];

/** Flags that name the places that a part may need beside the account: a cluster of the kubeconfig, and further accounts. Their values are `PlaceFlags`. */
export function withPlaces(command: Command): Command {
  return command
    .option('--cluster <context>', 'context of the kubeconfig: work in this Kubernetes cluster, without AWS where nothing else is needed')
    .option('--credentials <account=profile|role>', 'credentials for a further account, as a profile or the ARN of a role; can be repeated', pairs);
}

/** The flag that means a cluster of the kubeconfig instead of an account, for the part of a scenario that needs nothing else. @param others flags that mean nothing then */
export function withCluster(command: Command, ...others: readonly string[]): Command {
  const option = new Option('--cluster <context>', 'context of the kubeconfig: work in this Kubernetes cluster, without AWS');
  return command.addOption(option.conflicts([...ACCOUNT_FLAGS, ...others]));
}

/** The flag that says how long a step may take in a cluster. */
export function withTimeout(command: Command): Command {
  return command.option('--timeout <seconds>', 'with --cluster: seconds that each step has to become ready, or to be gone (default: 600)', seconds);
}

function seconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`got '${text}'; allowed: whole seconds, 1 to 99999`);
}

export interface ClusterFlags {
  readonly cluster?: string;
}

export interface PlaceFlags extends TargetFlags, ClusterFlags {
  readonly credentials?: Readonly<Record<string, string>>;
}

export interface ConfigurationFlags {
  readonly stage: string;
  readonly config?: string;
  readonly set?: Readonly<Record<string, string>>;
}

export interface EnvironmentFlags {
  readonly account?: string;
  readonly region?: string;
}

export interface ConnectionFlags {
  readonly profile?: string;
  readonly region?: string;
}

export interface TargetFlags extends ConnectionFlags {
  readonly account?: string;
  readonly allowEndpoint?: string;
}
