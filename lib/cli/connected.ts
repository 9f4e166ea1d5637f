import type { Aws } from '../aws/aws';
import type { TargetFlags } from './flags';
import type { Ui } from './ui';

/** Signs in and says, before anything else happens, in which account and region. @throws ConfigError when endpoint and credentials disagree */
export async function connected(ui: Ui, flags: TargetFlags): Promise<Aws> {
  const [{ reach, targetText }, { connect }] = await Promise.all([import('../deployment/target'), import('../aws/connect')]);
  return ui.during('signing in', async (task) => {
    const aws = await reach(flags, process.env, connect);
    task.progress(targetText(aws.target));
    return aws;
  });
}

/** What goes on, and where: the line that stays while work goes on. */
export function workTitle(what: string, { target }: Aws): string {
  return `${what} (account ${target.account}, region ${target.region})`;
}
