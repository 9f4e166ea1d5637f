import { quotaOf, vcpusOf } from '../../contract/instance-types';
import type { Launch } from '../../contract/launch';
import { couldNotLook, look, type PreflightCheck } from './check';
import type { Looks } from './looks';
import type { Machines } from './machines';

/** vCPUs by the code of the quota that they count towards. */
export type VcpuSum = ReadonlyMap<string, number>;

/** Sums the vCPUs of launches that run at the same time. */
export function vcpusByQuota(launches: readonly Launch[]): VcpuSum {
  const sums = new Map<string, number>();
  for (const { type, count, market } of launches.flatMap(({ instances }) => instances)) {
    const quota = quotaOf(type, market);
    if (quota) sums.set(quota.code, (sums.get(quota.code) ?? 0) + count * (vcpusOf(type) ?? 0));
  }
  return sums;
}

export interface VcpuNeeds extends Machines {
  /** Whether the deployment creates a stack: a quota that no work fits refuses only then. */
  readonly isNew: boolean;
  /** Configuration of the smallest size, as flags. @default - there is none */
  readonly small?: string;
}

/** Compares the vCPUs that stacks and their work need with quotas and with what runs already. */
export async function checkVcpus(needs: VcpuNeeds, looks: Pick<Looks, 'quota' | 'instances'>): Promise<readonly PreflightCheck[]> {
  const launches = [...needs.own, ...needs.largest, ...needs.work];
  const untold = [
    ...new Set(launches.flatMap(({ instances }) => instances.filter(({ type }) => vcpusOf(type) === undefined).map(({ type }) => type))),
  ];
  const unknown = [...untold.map((type) => `${type}: its vCPUs are not known`), ...needs.uncounted].map(
    (description): PreflightCheck => ({ subject: 'vCPU', state: 'note', description, fix: 'compare them with the quotas of EC2 yourself' }),
  );
  const quotas = new Map(
    launches.flatMap(({ instances }) => instances.flatMap(({ type, market }) => quotaOf(type, market) ?? [])).map((quota) => [quota.code, quota]),
  );
  if (quotas.size === 0) return unknown;
  const running = await look(() => looks.instances());
  if ('refused' in running) return [...unknown, couldNotLook('vCPU', 'running instances', running.refused)];

  const read = await Promise.all([...quotas.values()].map(async (quota) => ({ ...quota, seen: await look(() => looks.quota('ec2', quota.code)) })));
  const states = read.flatMap(({ code, name, seen }) =>
    'value' in seen ? [{ code, name, quota: seen.value, used: usedOf(code, running.value) }] : [],
  );
  const unread = read.flatMap(({ code, name, seen }) =>
    'refused' in seen ? [couldNotLook('vCPU', `the quota ${name} (${code})`, seen.refused)] : [],
  );
  // Work for which a quota is too small whatever else runs.
  const impossible = needs.work.filter((launch) => states.some(({ code, quota }) => (vcpusByQuota([launch]).get(code) ?? 0) > quota));
  const isHopeless = needs.isNew && needs.work.length > 0 && impossible.length === needs.work.length;
  return [...unknown, ...unread, ...states.map((state) => judge(state, needs, isHopeless))];
}

function usedOf(code: string, running: Awaited<ReturnType<Looks['instances']>>): number {
  return running.filter(({ type, market }) => quotaOf(type, market)?.code === code).reduce((sum, { vcpus }) => sum + vcpus, 0);
}

interface QuotaState {
  readonly code: string;
  readonly name: string;
  readonly quota: number;
  readonly used: number;
}

function judge({ code, name, quota, used }: QuotaState, { own, largest, work, small }: VcpuNeeds, isHopeless: boolean): PreflightCheck {
  const subject = 'vCPU';
  const free = quota - used;
  const sum = (launches: readonly Launch[]) => vcpusByQuota(launches).get(code) ?? 0;
  const have = `quota ${quota}, in use ${used}: ${name} (${code})`;
  const fix = (wanted: number) =>
    [
      `aws service-quotas request-service-quota-increase --service-code ec2 --quota-code ${code} --desired-value ${wanted + used}`,
      ...(small === undefined ? [] : [`or the smallest size: ${small}`]),
    ].join(', ');

  const needed = sum(own);
  if (needed > free)
    return { subject, state: 'refused', description: `the stacks need ${needed} vCPU (${listed(own, code)}); ${have}`, fix: fix(needed) };

  const users = work.filter((launch) => sum([launch]) > 0);
  const [least] = [...users].sort((one, other) => sum([one]) - sum([other]));
  const [most] = [...users].sort((one, other) => sum([other]) - sum([one]));
  // A piece of work may end before another starts, or run while the stacks' own instances are gone: only what can never run refuses.
  if (isHopeless && least && sum([least]) > quota) {
    return {
      subject,
      state: 'refused',
      description: `none of its work can run: ${least.what} needs ${sum([least])} vCPU; ${have}`,
      fix: fix(sum([least])),
    };
  }
  const peak = Math.max(needed + (most ? sum([most]) : 0), sum(largest));
  if (peak > free) {
    const why = most && needed + sum([most]) === peak ? `together with ${most.what}` : 'at the largest size';
    return { subject, state: 'note', description: `the stacks need ${needed} vCPU, ${why} ${peak}; ${have}`, fix: fix(peak) };
  }
  return { subject, state: 'ok', description: `at most ${peak} vCPU are needed; ${have}` };
}

/** What makes up a sum, as `2 × m7g.large`. */
function listed(launches: readonly Launch[], code: string): string {
  const all = launches.flatMap(({ instances }) => instances).filter(({ type, market }) => quotaOf(type, market)?.code === code);
  return all.map(({ type, count }) => `${count} × ${type}`).join(', ');
}
