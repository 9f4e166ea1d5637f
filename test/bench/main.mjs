/** Measures all performance goals in one run, as ratios where the machine matters. Exits with 1 when a goal is missed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOPS } from './greeting/graphs.mjs';
import { greetingRatios } from './greeting/ratios.mjs';
import { measure, measureInTurn } from './measure.mjs';

/** Tolerance factor of the goals, for other load on a shared machine. */
const slack = Number(process.env.STAGECRAFT_BENCH_SLACK ?? 1);
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const node = process.execPath;
const cli = join(root, 'dist/bin/stagecraft.js');
const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
const fresh = () => mkdtempSync(join(tmpdir(), 'stagecraft-bench-out-'));

const scenarios = JSON.parse(execFileSync(node, [cli, 'list', '--json'], { encoding: 'utf8' })).map(({ id }) => id);
const scenario = 'glue-athena-data-lake';
const { templates } = JSON.parse(execFileSync(node, [cli, 'synth', scenario, '--out', fresh(), '--json'], { encoding: 'utf8' }));
const resources = templates.reduce((sum, template) => sum + template.resources, 0);
const app = `${node} ${join(root, 'dist/bin/app.js')}`;
const noValidation = { CDK_VALIDATION: 'false', CDK_DISABLE_VERSION_CHECK: '1' };

const ours = (...args) => ({ command: [node, cli, ...args], cwd: root });
const { floor, commander, list, help, version } = measureInTurn({
  floor: { command: [node, '-e', '0'] },
  commander: { command: [node, join(here, 'bare-commander.cjs')], cwd: root },
  list: ours('list'),
  help: ours('--help'),
  version: ours('--version'),
});
const { bare, synth, synthCluster } = measureInTurn({
  bare: { command: [node, join(here, 'bare-cdk-app.cjs')], cwd: root, env: { BARE_RESOURCES: String(resources), CDK_OUTDIR: fresh() } },
  synth: ours('synth', scenario, '--out', fresh()),
  synthCluster: ours('synth', 'istio-observability', '--out', fresh()),
});
const cdkSynth = measure([node, cdk, 'synth', '--no-validation', '-q', '--app', app, '-c', `scenario=${scenario}`, '-o', fresh()], {
  runs: 5,
  cwd: root,
  env: noValidation,
});
const cdkLs = measure([node, cdk, 'ls', '--app', app, '-c', `scenario=${scenario}`, '-o', fresh()], { runs: 5, cwd: root, env: noValidation });
const synthAll = measure([node, join(here, 'synth-all.cjs')], { runs: 3, cwd: root });
const validateAll = measure([node, cli, 'validate', '--all'], { runs: 3, cwd: root });
const rehearse = measure([node, cli, 'rehearse', scenario, '--out', fresh()], { runs: 1, cwd: root, env: { PATH: '/nowhere' } });
const greetings = [];
if (process.platform === 'linux') {
  for (const protocol of ['rest', 'grpc']) greetings.push({ protocol, ...(await greetingRatios({ rounds: 9, protocol })) });
}

/** Goals in seconds refer to a machine that starts Node in 0.056 s; they scale with the start-up time of Node. */
const slower = Math.max(1, floor.seconds / 0.056);
const VERDICTS = new Map([
  [true, 'met   '],
  [false, 'MISSED'],
  [undefined, '      '],
]);
const rows = [
  ['node -e 0', floor, 'floor'],
  ['bare commander program', commander, 'peer'],
  ...[
    ['list', list],
    ['--help', help],
    ['--version', version],
  ].map(([name, sample]) => atMost(`stagecraft ${name}`, sample, floor, 1.3, 'node -e 0')),
  [`bare CDK app, ${resources} resources`, bare, 'floor'],
  ['cdk ls, same app', cdkLs, 'peer'],
  ['cdk synth --no-validation, same app', cdkSynth, 'peer'],
  atMost('stagecraft synth, cold', synth, bare, 1.35, 'bare CDK app'),
  atMost('stagecraft synth, cold', synth, cdkSynth, 0.38, 'cdk synth'),
  within('stagecraft synth, cold', synth, 0.7),
  within('stagecraft synth istio-observability', synthCluster, 1),
  [`synth of all ${scenarios.length}, one process`, synthAll, 'at most 4 s, 400 MiB', synthAll.seconds <= 4 * slack && synthAll.mebibytes < 400],
  [`validate all ${scenarios.length}`, validateAll, 'at most 9 s', validateAll.seconds <= 9 * slack],
  ['rehearsal, Node engines', rehearse, 'at most 20 s', rehearse.seconds <= 20 * slack],
  ...greetings.flatMap(greetingRows),
];

/** A goal in seconds on the reference machine. */
function within(name, sample, most) {
  const limit = most * slower;
  return [name, sample, `at most ${limit.toFixed(2)} s: ${most} s where node -e 0 takes 0.056 s`, sample.seconds <= limit * slack];
}

/** A hop of the greeting services, relative to a hop of the same plain graph. */
function greetingRows({ protocol, plain, services, ratios }) {
  const perHop = ({ throughput }) => ({ seconds: 1 / throughput / HOPS[protocol], mebibytes: Number.NaN });
  const goal = (what, ratio) => [
    `greeting service, ${protocol}, a hop`,
    perHop(services),
    `${what} ${ratio.toFixed(2)} x the plain one, at most 1.5 x`,
    ratio <= 1.5 * slack,
  ];
  return [[`plain greeting, ${protocol}, a hop`, perHop(plain), 'floor'], goal('time', ratios.time), goal('p99', ratios.p99)];
}

function atMost(name, sample, base, ratio, baseName) {
  const measured = sample.seconds / base.seconds;
  return [name, sample, `${measured.toFixed(2)} x ${baseName}, at most ${ratio} x`, measured <= ratio * slack];
}

process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} cores, aws-cdk-lib ${versionOf('aws-cdk-lib')}, medians after a warm-up${slack === 1 ? '' : `, goals times ${slack}`}\n\n`,
);
for (const [name, { seconds, mebibytes }, goal, met] of rows) {
  const cells = [
    name.padEnd(40),
    `${seconds.toFixed(seconds < 0.01 ? 5 : 3)} s`.padStart(9),
    (Number.isNaN(mebibytes) ? '' : `${Math.round(mebibytes)} MiB`).padStart(9),
    VERDICTS.get(met),
    goal,
  ];
  process.stdout.write(`${cells.join('  ')}\n`);
}
const missed = rows.filter(([, , , met]) => met === false).length;
process.stdout.write(`\n${missed === 0 ? 'every goal met' : `${missed} goals missed`}\n`);
process.exitCode = missed === 0 ? 0 : 1;

function versionOf(name) {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
}
