import type { Aws } from '../aws/aws';
import type { ConnectOptions } from '../aws/connect';
import { checkDocker, imagesOf, type RunProgram } from '../deployment/preflight/docker';
import { preflight } from '../deployment/preflight/preflight';
import { standingOf } from '../deployment/stack-state';
import type { Surroundings } from '../deployment/surroundings';
import type { LoadedScenario } from '../scenarios/load';
import type { Diagnosis } from './diagnosis';

/** What a scenario needs of an account, read there. */
export interface AccountContext {
  readonly openAccount: Surroundings['openAccount'];
  readonly env: Surroundings['env'];
  readonly run: RunProgram;
}

/** The pre-flight of `deploy` with the default configuration. Reads, and changes nothing. */
export async function preflightDiagnoses(
  loaded: LoadedScenario,
  aws: Aws,
  { profile }: ConnectOptions,
  { openAccount, env, run }: AccountContext,
): Promise<readonly Diagnosis[]> {
  const { account, region, endpoint } = aws.target;
  const { synthesize } = await import('../scenarios/synthesize');
  const synthesized = await synthesize(loaded, { env: { account, region } });
  const stacks = await Promise.all(
    synthesized.stacks.map(async ({ stackName: name }) => {
      const { kind } = standingOf((await aws.cloudformation.stack(name))?.status);
      return { name, action: kind === 'absent' ? ('create' as const) : ('none' as const), changes: [] };
    }),
  );
  const opened = await openAccount({ profile, region, endpoint });
  const { checks, exposed } = await preflight({ loaded, synthesized, aws, account: opened, stacks, env, run });
  const internet = exposed.map(
    ({ stack, logicalId, what }): Diagnosis => ({
      subject: 'internet',
      state: 'note',
      description: `${what} (${logicalId} of ${stack})`,
      fix: 'part of the scenario; its configuration may narrow it',
    }),
  );
  return [...checks.map(diagnosisOf), ...internet];
}

/** Whether this machine can build the container images of a scenario; asked also without an account. */
export async function dockerDiagnoses(loaded: LoadedScenario, { env, run }: Pick<AccountContext, 'env' | 'run'>): Promise<readonly Diagnosis[]> {
  const { synthesize } = await import('../scenarios/synthesize');
  const { stacks } = await synthesize(loaded);
  return (await checkDocker(await imagesOf(stacks), env, run)).map(diagnosisOf).map((diagnosis) =>
    // Everything before a deployment works without Docker.
    diagnosis.state === 'broken' ? { ...diagnosis, state: 'note' } : diagnosis,
  );
}

function diagnosisOf(check: Awaited<ReturnType<typeof preflight>>['checks'][number]): Diagnosis {
  const { subject, description } = check;
  return check.state === 'ok' ? check : { subject, description, state: check.state === 'refused' ? 'broken' : 'note', fix: check.fix };
}
