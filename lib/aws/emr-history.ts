import {
  CreatePersistentAppUICommand,
  DescribePersistentAppUICommand,
  type EMRClient,
  GetPersistentAppUIPresignedURLCommand,
} from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { type PollOptions, waitUntil } from './poll';

/** Polls before a history server counts as stuck: five minutes at EMR's poll interval. */
const MOST_POLLS = 20;

/**
 * Creates the persistent Spark history server of a cluster and returns its presigned URL.
 *
 * @throws JobError when EMR does not create it, with the reason
 */
export async function historyUrl(client: EMRClient, clusterArn: string, task: Task, { pollMs }: PollOptions): Promise<string> {
  const { PersistentAppUIId: id } = await client.send(new CreatePersistentAppUICommand({ TargetResourceArn: clusterArn, ProfilerType: 'SHS' }));
  let polls = 0;
  const refuse = (got: string) =>
    new JobError({ problem: `EMR created no history server for ${clusterArn}`, got, fix: 'repeat the command, or open the cluster in the console' });
  return waitUntil({ task, pollMs }, async () => {
    const { PersistentAppUI: made } = await client.send(new DescribePersistentAppUICommand({ PersistentAppUIId: id }), { abortSignal: task.signal });
    const status = made?.PersistentAppUIStatus ?? 'BEING MADE';
    if (status === 'ATTACHED' || status === 'AVAILABLE') {
      const { PresignedURLReady: ready, PresignedURL: url } = await client.send(
        new GetPersistentAppUIPresignedURLCommand({ PersistentAppUIId: id, PersistentAppUIType: 'SHS' }),
        { abortSignal: task.signal },
      );
      if (ready && url) return url;
    }
    if (/FAIL|DETACH/.test(status)) throw refuse(made?.LastStateChangeReason ?? `state ${status}`);
    polls += 1;
    if (polls >= MOST_POLLS) throw refuse(`state ${status} for too long`);
    task.progress(`the history server is ${status.toLowerCase()}`);
    return undefined;
  });
}
