import type { CloudControlClient } from '@aws-sdk/client-cloudcontrol';
import {
  CancelResourceRequestCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
} from '@aws-sdk/client-cloudcontrol';
import type { Sighting } from '../contract/service-verbs';
import type { Task } from '../contract/task';
import { WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { type PollOptions, poll } from './poll';

/** What a command can ask Cloud Control. */
export interface CloudControlVerbs {
  /** Reads a resource of any type by its primary identifier, the parts joined by `|`. Rejects when AWS refuses to say. */
  resource(type: string, identifier: string): Promise<Sighting>;
  /** Sets properties, by their JSON pointers, and waits until that is done. @throws JobError with the reason of a refusal */
  update(type: string, identifier: string, values: Readonly<Record<string, unknown>>, task: Task): Promise<void>;
}

/** What an endpoint answers that does not know the service. */
const WITHOUT_SERVICE = ['UnknownOperationException', 'UnknownOperation', 'NotImplemented', 'NotImplementedException', 'InvalidAction'];

export function cloudControlVerbs(client: CloudControlClient, { pollMs }: PollOptions = { pollMs: 2_000 }): CloudControlVerbs {
  return {
    async resource(TypeName, Identifier) {
      try {
        const { ResourceDescription: found } = await client.send(new GetResourceCommand({ TypeName, Identifier }));
        return { state: 'present', properties: JSON.parse(found?.Properties ?? '{}') as Readonly<Record<string, unknown>> };
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return { state: 'absent' };
        if (isNamed(error, 'UnsupportedActionException', 'TypeNotFoundException')) {
          return { state: 'unknown', reason: `Cloud Control cannot read ${TypeName}` };
        }
        if (isWithoutService(error)) return { state: 'unknown', reason: 'this endpoint has no Cloud Control' };
        throw error;
      }
    },
    async update(TypeName, Identifier, values, task) {
      const PatchDocument = JSON.stringify(Object.entries(values).map(([path, value]) => ({ op: 'add', path, value })));
      const { ProgressEvent: started } = await client.send(new UpdateResourceCommand({ TypeName, Identifier, PatchDocument }));
      const RequestToken = started?.RequestToken;
      const pending = new Set([RequestToken]);
      const work = {
        name: `the change of ${TypeName} ${Identifier}, request ${RequestToken},`,
        watch: [`aws cloudcontrol get-resource-request-status --request-token ${RequestToken}`],
        stop: [`aws cloudcontrol cancel-resource-request --request-token ${RequestToken}`],
      };
      const stop = () => client.send(new CancelResourceRequestCommand({ RequestToken }));
      const running = () => (pending.size > 0 ? work : undefined);
      await poll({ task, pollMs, stop, running, flags: () => cliFlags(client) }, async () => {
        const { ProgressEvent: event } = await client.send(new GetResourceRequestStatusCommand({ RequestToken }), { abortSignal: task.signal });
        if (!['SUCCESS', 'FAILED', 'CANCEL_COMPLETE'].includes(event?.OperationStatus ?? '')) return undefined;
        pending.clear();
        if (event?.OperationStatus === 'SUCCESS') return { result: true };
        const failure = new WorkError({
          problem: `${TypeName} ${Identifier} was not changed`,
          got: event?.StatusMessage ?? event?.ErrorCode ?? event?.OperationStatus,
          fix: 'remove what it names, then repeat the command',
        });
        return { failure };
      });
    },
  };
}

function isWithoutService(error: unknown): boolean {
  if (isNamed(error, ...WITHOUT_SERVICE)) return true;
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return metadata?.httpStatusCode === 501;
}
