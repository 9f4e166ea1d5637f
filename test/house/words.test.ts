import { repositoryFiles, textOf } from '../support/files';
import { phrases } from './phrases';

/** Folders and files, by their beginning, whose texts use the field's terms. */
const CLEAN = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'bin/',
  'lib/actions/',
  'lib/aws/',
  'lib/check.ts',
  'lib/cli/',
  'lib/contract/',
  'lib/deployment/cluster/',
  'lib/errors.ts',
  'lib/keys.ts',
  'lib/kubernetes/',
  'lib/paths.ts',
  'lib/program.ts',
  'lib/scenarios/account-tables.ts',
  'lib/scenarios/contract-entry.ts',
  'lib/scenarios/emr-mwaa/',
  'lib/scenarios/emr-node.ts',
  'lib/scenarios/emr-pyspark/',
  'lib/scenarios/environment.ts',
  'lib/scenarios/glue-athena-data-lake/',
  'lib/scenarios/greeting-platform/',
  'lib/scenarios/istio-grpc/',
  'lib/scenarios/istio-observability/README.md',
  'lib/scenarios/istio-observability/changes.ts',
  'lib/scenarios/istio-observability/scenario.ts',
  'lib/scenarios/kit.ts',
  'lib/scenarios/load.ts',
  'lib/scenarios/macie-data-lake/',
  'lib/scenarios/names.ts',
  'lib/scenarios/params.ts',
  'lib/scenarios/places.ts',
  'lib/scenarios/quicksight-auth0/',
  'lib/scenarios/registry.ts',
  'lib/scenarios/scenario.ts',
  'lib/scenarios/stage.ts',
  'lib/scenarios/synthesize.ts',
  'lib/temporary.ts',
  'lib/writing.ts',
  'scripts/',
  'test/actions/',
  'test/aws/',
  'test/bench/',
  'test/cli/',
  'test/cluster/',
  'test/deployment/',
  'test/init/',
  'test/insight/',
  'test/kubernetes/',
  'test/trino/',
  'test/workloads/',
  'workloads/',
  'constructs/',
  'test/constructs/',
];

/** Files with texts of reviewed templates, which the check skips. */
const TEMPLATE_TEXTS = [
  'lib/scenarios/emr-mwaa/stacks/airflow.ts',
  'lib/scenarios/greeting-platform/stacks/telemetry.ts',
  'lib/scenarios/greeting-platform/telemetry.ts',
  'lib/scenarios/macie-data-lake/stacks/inspection.ts',
];

const texts = repositoryFiles().filter((file) => !/\.(png|jar|parquet|gz|ico)$/.test(file) && file !== 'LICENSE');

function findings(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

test('no file names a package registry or the folder of one machine', () => {
  const hosts = ['npmjs', 'pypi', 'pythonhosted', 'repo1?[.]maven', 'proxy[.]golang', 'static[.]crates', 'deb[.]debian'].join('|');
  expect(findings(new RegExp(`https?://[^ ]*(${hosts})|(^|[^a-z0-9.])/(wor[k]|hom[e]/[a-z]+)/`), texts)).toEqual([]);
});

test('the lock file has no download addresses', () => {
  expect(findings(/"resolved": "http/, ['package-lock.json'])).toEqual([]);
});

test('the lock file has every platform of each native package', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> };
  const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
    name === '' || name === 'constructs'
      ? []
      : Object.keys(optionalDependencies).filter((dependency) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${dependency}`))),
  );
  expect(missing).toEqual([]);
});

test('no file has to-do marks or skipped tests', () => {
  const marks = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'not impl' + 'emented'].join('|');
  expect(
    findings(
      new RegExp(`\\b(${marks})\\b|\\b(it|test|describe)[.](skip|only|todo)[(]`),
      texts.filter((file) => /\.(ts|mjs|js|py|sql)$/.test(file)),
    ),
  ).toEqual([]);
});

test('no TypeScript file uses any or silences the compiler', () => {
  const sources = texts.filter((file) => file.endsWith('.ts'));
  expect(
    findings(
      /: any\b|\bas any\b|<any>|@ts-(ignore|nocheck)/,
      sources.filter((file) => file !== 'test/house/words.test.ts'),
    ),
  ).toEqual([]);
});

test('no hand-written file is longer than 500 lines', () => {
  const sources = texts.filter((file) => /\.(ts|mjs|py|sql|sh|yaml)$/.test(file));
  const long = sources.map((file) => ({ file, lines: textOf(file).split('\n').length })).filter(({ lines }) => lines > 500);
  expect(long).toEqual([]);
});

describe('phrases', () => {
  const prose = texts.filter(
    (file) =>
      CLEAN.some((root) => file.startsWith(root)) &&
      !TEMPLATE_TEXTS.includes(file) &&
      !/\.(snap|svg|csv|pem|xml)$|package-lock\.json$|^test\/house\/(phrases|words\.test)\.ts$/.test(file),
  );

  test('each clean folder exists', () => {
    expect(CLEAN.filter((root) => !prose.some((file) => file.startsWith(root)))).toEqual([]);
  });

  test.each([
    'Logs are kept for ever.',
    'Each function has a role of its own.',
    'EMR makes these groups by itself.',
    'whoever reads the bucket',
    'Use of the processors, in percent. Average over five minutes.',
    'CPU limit, in thousandths',
    'Blocks of addresses that may connect',
    'What becomes of the data when the stack is deleted',
    'Costs nothing at rest.',
    'A cluster of EKS',
    'chart kiali cannot be had',
    'a rule objects: first',
    'The endpoint stands in for AWS.',
    'put right what it says and repeat the command',
    'it goes on where it stopped',
    'Processor, in cores',
    'account to synthesize for (default: whichever deploys)',
    'Asks for a saved question',
  ])('finds: %s', (line) => {
    expect(phrases.filter(({ pattern }) => pattern.test(line))).toHaveLength(1);
  });

  test.each([
    'The job stops of its own accord.',
    'Costs nothing by itself. Queries are billed by the bytes they scan.',
    'The DAG processor imports the file every 30 seconds.',
    'Data is encrypted at rest.',
    'each with its own values',
    'Primary nodes of EMR clusters',
  ])('allows: %s', (line) => {
    expect(phrases.filter(({ pattern }) => pattern.test(line))).toEqual([]);
  });

  test.each(phrases.map(({ pattern, advice }) => [pattern.source, advice, pattern] as const))('%s: write %s', (_source, _advice, pattern) => {
    expect(findings(pattern, prose)).toEqual([]);
  });
});
