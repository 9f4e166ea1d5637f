import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ssmAgent } from '../../../lib/scenarios/ssm-agent';
import { templatesOf } from '../../support/scenario';
import { propertiesOf } from '../../support/synth';

/** Runs the script on a node whose image has the agent or lacks it. @returns what it called, and its exit code */
function onNode(hasAgent: boolean, canInstall = true) {
  const bin = mkdtempSync(join(tmpdir(), 'node-'));
  const log = join(bin, 'log');
  writeFileSync(log, '');
  const program = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program('sudo', 'exec "$@"');
  program('systemctl', `echo "systemctl $*" >> '${log}'; [[ $1 == enable || ${hasAgent} == true ]]`);
  program('dnf', `echo "dnf $*" >> '${log}'; ${canInstall}`);
  const { status } = spawnSync('bash', [ssmAgent.script], { env: { PATH: `${bin}:${process.env['PATH']}` } });
  return { status, calls: readFileSync(log, 'utf8').trim().split('\n').slice(1) };
}

const START = 'systemctl enable --now amazon-ssm-agent.service';

test('starts the agent of the image', () => {
  expect(onNode(true)).toEqual({ status: 0, calls: [START] });
});

test('installs the agent first where the image lacks it', () => {
  expect(onNode(false)).toEqual({ status: 0, calls: ['dnf install --assumeyes --quiet amazon-ssm-agent', START] });
});

test('fails on a node that no session would reach', () => {
  expect(onNode(false, false).status).not.toBe(0);
});

test.each(['emr-pyspark', 'emr-superset', 'emr-zeppelin'])('the long-lived cluster of %s runs it', (id) => {
  const actions = propertiesOf(templatesOf(id)['cluster']!, 'AWS::EMR::Cluster').flatMap(({ BootstrapActions }) =>
    (BootstrapActions as { Name: string }[]).map(({ Name }) => Name),
  );

  expect(actions).toContain('ssm-agent');
});
