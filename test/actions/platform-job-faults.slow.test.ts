import { prepareJob, runJob } from '../../lib/actions/run-job';
import { connect } from '../../lib/aws/connect';
import type { Facts } from '../../lib/contract/values';
import { StagecraftError } from '../../lib/errors';
import { clusterOf } from '../../lib/kubernetes/cluster';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import type { Job } from '../../lib/scenarios/scenario';
import { serviceError } from '../support/account/errors';
import { FakeCluster } from '../support/fake-cluster';
import { PLATFORM_JOBS } from '../support/platform-jobs';
import { type HttpFault, ServedPlatform } from '../support/served-platform';
import { recordingTask } from '../support/task';
import { withEnvironment } from '../support/with-environment';
import { WorkingAccount } from '../support/working-account';

type Fault = 'throttled' | 'forbidden' | 'timed out' | 'not found';
const FAULTS: readonly Fault[] = ['throttled', 'forbidden', 'timed out', 'not found'];

/** The gateway of the platform is Envoy. https://www.envoyproxy.io/docs/envoy/latest/start/sandboxes/local_ratelimit */
const HTTP: Readonly<Record<Fault, HttpFault>> = {
  throttled: { status: 429, body: 'local_rate_limited' },
  forbidden: { status: 403, body: 'RBAC: access denied' },
  'timed out': { status: 504, body: 'upstream request timeout' },
  // Until the gateway has its routes.
  'not found': { status: 404, body: '' },
};

/** In the words of kubectl. https://github.com/kubernetes/apimachinery/blob/master/pkg/api/errors/errors.go */
const KUBECTL: Readonly<Record<Fault, string>> = {
  throttled: 'Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later',
  forbidden: 'Error from server (Forbidden): services "istio-ingressgateway" is forbidden: User "ada" cannot get resource "services"',
  'timed out': 'Error from server (Timeout): the server was unable to return a response in the time allotted',
  'not found': 'Error from server (NotFound): services "istio-ingressgateway" not found',
};

/** A path without parameters is no error of Systems Manager: it has none. */
const AWS: Readonly<Record<Exclude<Fault, 'not found'>, Error>> = {
  throttled: serviceError('ThrottlingException', 'Rate exceeded'),
  forbidden: serviceError('AccessDeniedException', 'User: arn:x is not authorized to perform: ssm:GetParametersByPath', { status: 403 }),
  'timed out': Object.assign(new Error('read timed out'), { name: 'TimeoutError' }),
};

/** What the person is told. */
const TOLD: Readonly<Record<Fault, string>> = {
  throttled: 'SSM GetParametersByPath is still throttled after several attempts',
  forbidden: 'access denied: arn:x may not perform ssm:GetParametersByPath',
  'timed out': 'the AWS endpoint cannot be reached',
  'not found': 'is not deployed in stage dev of account 111122223333, region eu-central-1',
};

/** A job, and where it runs: through the load balancer of the account, or through a port of the cluster. */
interface JobCase {
  readonly scenario: string;
  readonly job: string;
  readonly place: 'account' | 'cluster';
}

interface Site {
  readonly name: string;
  readonly occurrence: number;
}

const CONTRACT = 'SSM.GetParametersByPath';
const PARAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = { load: { requests: '4', concurrency: '1' } };

/** Runs a job on a platform, an account and a cluster in which one request fails. @returns what ends it, and every request */
async function runWith({ scenario, job, place }: JobCase, site?: Site, fault: Fault = 'throttled') {
  const isHit = (name: string, occurrence: number) => name === site?.name && occurrence === site.occurrence;
  const loaded = await loadScenario({ scenario, examples: true });
  const platform = new ServedPlatform(scenario === 'istio-grpc' ? 'grpc' : 'rest', (name, occurrence) =>
    isHit(name, occurrence) ? HTTP[fault] : undefined,
  );
  const port = await platform.start();
  const url = `http://127.0.0.1:${port}`;
  const account = new WorkingAccount(
    { [scenario]: isHit(CONTRACT, 1) && fault === 'not found' ? {} : loaded.scenario.contract },
    (name, occurrence) => {
      if (isHit(name, occurrence) && fault !== 'not found') throw AWS[fault];
    },
    { uiUrl: url, apiUrl: url },
  );
  const programs = new FakeCluster({ forwardTo: port, ...(site?.name === 'kubectl port-forward' && { forwardFails: KUBECTL[fault] }) });
  let restore = () => {};
  try {
    return await withEnvironment(programs.env, async () => {
      restore = account.install();
      const onCluster = place === 'cluster';
      const prepared = await prepareJob({ scenario, examples: true, job, params: PARAMS[job], ...(onCluster && { cluster: 'kind-toy' }) });
      const reached = onCluster
        ? { cluster: clusterOf({ name: 'kind-toy', context: 'kind-toy' }) }
        : { aws: await connect({ region: 'eu-central-1' }) };
      const ended = await runJob(prepared, reached, {}, recordingTask()).then(
        ({ facts }) => facts,
        (error: unknown) => error,
      );
      const forwards = programs.commands.filter((command) => command.includes('port-forward')).map(() => 'kubectl port-forward');
      const asked = [...account.calls.map(({ name }) => name).filter((name) => !name.startsWith('STS')), ...forwards, ...platform.asked];
      return { ended, asked, unknown: account.unknown, left: await programsLeft() };
    });
  } finally {
    restore();
    programs.remove();
    platform.close();
  }
}

/** Programs that this process has started and that still run, after a moment for those that end. */
async function programsLeft(): Promise<number> {
  const running = () => process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
  for (let look = 0; look < 100 && running() > 0; look++) await new Promise((resolve) => setTimeout(resolve, 10));
  return running();
}

/** Every kind of request: what a job that meets the fault comes to. A request that is not here fails. */
const OUTCOMES: Readonly<Record<string, (fault: Fault) => string>> = {
  'smoke GET /': (fault) => `refused: responds with ${HTTP[fault].status}`,
  'smoke GET /api/greeting': (fault) => `refused: responds with ${HTTP[fault].status}`,
  // A load goes on, and counts what failed.
  'load GET /api/greeting': (fault) => `goes on: 3 of 4, status ${HTTP[fault].status}: 1`,
  'smoke kubectl port-forward': (fault) => `refused: port forwarding failed, ${KUBECTL[fault]}`,
  'load kubectl port-forward': (fault) => `refused: port forwarding failed, ${KUBECTL[fault]}`,
  [`smoke ${CONTRACT}`]: (fault) => `refused: ${TOLD[fault]}`,
  [`load ${CONTRACT}`]: (fault) => `refused: ${TOLD[fault]}`,
};

function outcomeOf(ended: unknown): string {
  if (!(ended instanceof Error)) {
    const { succeeded, requests, errors } = ended as Facts;
    return `goes on: ${succeeded} of ${requests}, ${errors}`;
  }
  const { problem = '', got = '' } = StagecraftError.is(ended) ? ended.refusal : {};
  if (problem.startsWith('port forwarding failed')) return `refused: port forwarding failed, ${got}`;
  const [responds] = /responds with \d+$/.exec(problem) ?? [];
  return `refused: ${responds ?? (problem.replace(/^istio-\w+ /, '') || ended.message)}`;
}

/** The first and the last request of each name. */
function sitesOf(asked: readonly string[]): Site[] {
  return [...new Set(asked)].flatMap((name) => {
    const last = asked.filter((each) => each === name).length;
    return [...new Set([1, last])].map((occurrence) => ({ name, occurrence }));
  });
}

jest.setTimeout(240_000);

const cases = Object.entries(PLATFORM_JOBS).flatMap(([scenario, jobs]) =>
  jobs.flatMap((job) => (['account', 'cluster'] as const).map((place) => ({ scenario, job, place }))),
);

test.each(cases)('$scenario $job, by the $place: each request failing once in each way', async (job) => {
  const well = await runWith(job);
  expect(well).toMatchObject({ ended: expect.not.objectContaining({ stack: expect.anything() }), unknown: [], left: 0 });
  const [found, wanted]: [string[], string[]] = [[], []];
  for (const site of sitesOf(well.asked)) {
    for (const fault of FAULTS) {
      const { ended, left } = await runWith(job, site, fault);
      const where = `${site.name} ${site.occurrence} ${fault}`;
      found.push(`${where}: ${outcomeOf(ended)}; ${left} programs left`);
      wanted.push(`${where}: ${OUTCOMES[`${job.job} ${site.name}`]?.(fault) ?? 'not in the table'}; 0 programs left`);
    }
  }
  expect(found.length).toBeGreaterThanOrEqual(8);
  expect(found).toEqual(wanted);
});

test('these are all jobs of the scenarios with a cluster', async () => {
  const clustered: Record<string, string[]> = {};
  for (const scenario of Object.keys(registry)) {
    const { jobs } = (await loadScenario({ scenario, examples: true })).scenario;
    const names = Object.entries(jobs as Readonly<Record<string, Job | readonly Job[]>>).filter(([, part]) =>
      [part].flat().some(({ needs }) => (needs as readonly string[]).includes('cluster')),
    );
    if (names.length > 0) clustered[scenario] = names.map(([name]) => name);
  }
  expect(clustered).toEqual(PLATFORM_JOBS);
});
