import { repositoryFiles, textOf } from '../support/files';
import { phrases } from './phrases';

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
  const prose = texts.filter((file) => !/\.(snap|svg|csv|pem|xml)$|package-lock\.json$|^test\/house\/(phrases|words\.test)\.ts$/.test(file));

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
    'Grave findings: the object is moved',
    'work folder for what Spark puts aside',
    'Buckets are closed to the public',
    'network of the clusters',
    'Memory, in per cent',
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
