import { type Command, InvalidArgumentError, Option } from 'commander';

/** Collects repeated `name=value` options. */
export function pairs(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`got '${text}'; allowed: name=value`);
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Flags for stage and configuration; their values are `ScenarioOptions`. */
export function withConfiguration(command: Command): Command {
  return command
    .option('--stage <name>', 'name of this copy of the scenario', 'dev')
    .option('--config <file>', 'JSON file with configuration values')
    .option('--set <key=value>', 'configuration value, wins over the file; can be repeated', pairs);
}

/** Flags for the synthesis environment. */
export function withEnvironment(command: Command): Command {
  return command
    .option('--account <id>', 'account to synthesize for (default: environment-agnostic)')
    .option('--region <name>', 'region to synthesize for (default: environment-agnostic)');
}

/** Flags for credentials and region; their values are `ConnectOptions`. */
export function withConnection(command: Command): Command {
  return command
    .option('--profile <name>', "credentials profile (default: the SDK's default credential chain)")
    .option('--region <name>', 'region (default: of the profile or the environment)');
}

/** Flags for commands that write to an account; their values are `TargetOptions`. */
export function withTarget(command: Command): Command {
  return withConnection(command)
    .option('--account <id>', 'expected account; any other is refused (default: the account of the credentials)')
    .option('--allow-endpoint <url>', 'allow this AWS_ENDPOINT_URL although it looks unsafe');
}

/** Flags for the account, which do not apply to a kubeconfig cluster. */
const ACCOUNT_FLAGS = ['profile', 'region', 'account', 'allowEndpoint'];

/** Flags for places beside the account: a kubeconfig cluster, and further accounts. Their values are `PlaceFlags`. */
export function withPlaces(command: Command): Command {
  return command
    .option('--cluster <context>', 'kubeconfig context: use this Kubernetes cluster, without AWS if nothing else is needed')
    .option('--credentials <account=profile|role>', 'credentials for a further account, as a profile or the ARN of a role; can be repeated', pairs);
}

/** The flag for a kubeconfig cluster instead of an account. @param others flags that conflict with it */
export function withCluster(command: Command, ...others: readonly string[]): Command {
  const option = new Option('--cluster <context>', 'kubeconfig context: use this Kubernetes cluster, without AWS');
  return command.addOption(option.conflicts([...ACCOUNT_FLAGS, ...others]));
}

/** The flag for the timeout of a step in a cluster. */
export function withTimeout(command: Command): Command {
  return command.option(
    '--timeout <seconds>',
    'with --cluster: timeout of each step in seconds, until its pods are ready or its objects are gone (default: 600)',
    seconds,
  );
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
