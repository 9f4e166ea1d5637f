import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine } from '../../lib/actions/doctor';
import { connect } from '../../lib/aws/connect';
import { openAccount } from '../../lib/deployment/account';
import type { RunProgram } from '../../lib/deployment/preflight/docker';
import { ConfigError } from '../../lib/errors';
import { engineModules } from '../rehearsal/engines';
import { installed, restoreAccounts } from '../support/account/deployed';
import { FakeAccount } from '../support/account/fake-account';

const out = mkdtempSync(join(tmpdir(), 'doctor-'));
let account: FakeAccount;
beforeEach(() => {
  account = installed(new FakeAccount());
});
afterEach(() => restoreAccounts(account));

const noDocker: RunProgram = () => Promise.reject(Object.assign(new Error('spawn docker ENOENT'), { code: 'ENOENT' }));

/** Signed in before: waits end at once here, and the sign-in has a time limit. */
async function signedIn(): Promise<typeof connect> {
  const aws = await connect({ region: 'eu-central-1' });
  return async () => aws;
}

async function doctor(scenario: string, { run = noDocker, signIn }: { readonly run?: RunProgram; readonly signIn?: typeof connect } = {}) {
  const context = {
    engines: engineModules([]),
    connect: signIn ?? (await signedIn()),
    node: '24.1.0',
    today: '2026-11-21',
    versions: [],
    account: { openAccount, env: {}, run },
  };
  const { diagnoses, healthy } = await examine({ scenario, out, region: 'eu-central-1' }, context);
  return { healthy, of: (subject: string) => diagnoses.filter((diagnosis) => diagnosis.subject === subject) };
}

test('with an account: quotas, Docker and what faces the internet', async () => {
  const { healthy, of } = await doctor('istio-observability');
  expect(healthy).toBe(false);
  expect(of('vCPU')).toMatchObject([{ state: 'broken', description: expect.stringContaining('the stacks need 8 vCPU') }]);
  expect(of('Docker')).toMatchObject([{ state: 'broken' }]);
  expect(of('internet').map(({ description }) => description)).toContainEqual(
    expect.stringContaining('port 80, HTTP without TLS, from every address'),
  );
});

test('a scenario that is deployed needs nothing more of the quotas, and its names are its own', async () => {
  const { deployable } = await import('../support/account/deployed');
  account.deploy((await deployable('emr-zeppelin')).synthesized.stacks);
  account.machines.push({ type: 'm7g.xlarge', vcpus: 4, isSpot: false });
  const { of } = await doctor('emr-zeppelin');
  expect(of('names')).toEqual([]);
  expect(of('vCPU')).toEqual([]);
  expect(of('service-linked role').map(({ description }) => description)).toContainEqual(expect.stringContaining('AWSServiceRoleForRDS'));
});

test('without an account: Docker alone, as a note', async () => {
  const signIn = () => Promise.reject(new ConfigError({ problem: 'no credentials were found', fix: 'aws configure' }));
  const { of } = await doctor('istio-grpc', { signIn });
  expect(of('Docker')).toMatchObject([{ state: 'note', description: expect.stringContaining('docker is not on the PATH') }]);
  expect(of('vCPU')).toEqual([]);
});
