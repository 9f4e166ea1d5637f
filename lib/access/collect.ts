import type { AccessRequest } from '../contract/access';
import type { RecordedCall } from '../rehearsal/calls';
import type { RehearsedAccount } from '../rehearsal/rehearsal';
import type { CallReport } from '../rehearsal/result';
import { CallUnknown, requestsOf } from './requests';

/** The recorded calls as IAM requests: those of one workload and operation that ask the same are one. */
export async function collectCalls(recorded: readonly RecordedCall[], { location, resources }: RehearsedAccount): Promise<readonly CallReport[]> {
  const reports = new Map<string, CallReport>();
  for (const call of recorded) {
    const { workload, service, operation } = call;
    const asked = await requestsOf(call, { location, resources, calls: recorded }).catch((error: unknown) => {
      if (error instanceof CallUnknown) return error;
      throw error;
    });
    const found = asked instanceof CallUnknown ? { requests: [], error: asked.refusal } : { requests: distinct(asked) };
    const key = JSON.stringify([workload, service, operation, found]);
    reports.set(key, { workload, service, operation, count: (reports.get(key)?.count ?? 0) + 1, ...found });
  }
  return [...reports.values()];
}

function distinct(requests: readonly AccessRequest[]): readonly AccessRequest[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}
