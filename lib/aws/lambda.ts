import type { LambdaClient } from '@aws-sdk/client-lambda';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Task } from '../contract/task';
import { WorkError } from '../errors';

/** Lambda verbs. */
export interface LambdaVerbs {
  /**
   * Invokes a function and returns its response.
   *
   * Ctrl-C does not end it: Lambda cannot stop an invocation, and the response names the work to stop instead.
   *
   * @throws WorkError with its message and log group when the function threw
   */
  invoke(name: string, payload: Readonly<Record<string, unknown>>, task: Task): Promise<unknown>;
}

export function lambdaVerbs(client: LambdaClient): LambdaVerbs {
  return {
    async invoke(name, payload, task) {
      task.signal.throwIfAborted();
      task.progress(`function ${name} invoked`);
      const { FunctionError: kind, Payload: bytes } = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
      const text = Buffer.from(bytes ?? []).toString('utf8');
      if (kind === undefined) return text === '' ? undefined : JSON.parse(text);
      throw new WorkError({
        problem: `function ${name} failed`,
        got: messageIn(text),
        fix: `read the log group /aws/lambda/${name}, then run the job again: it is safe to repeat`,
      });
    },
  };
}

/** The error message of a function. Lambda reports failures such as a timeout in the same shape. */
function messageIn(payload: string): string {
  try {
    const { errorMessage, errorType } = JSON.parse(payload) as { errorMessage?: string; errorType?: string };
    return [errorType, errorMessage].filter(Boolean).join(': ') || payload;
  } catch {
    return payload || 'no reason from Lambda';
  }
}
