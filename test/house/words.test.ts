import { repositoryFiles, textOf } from '../support/files';

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

test('nothing is left for later', () => {
  const marks = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'not impl' + 'emented'].join('|');
  expect(
    findings(
      new RegExp(`\\b(${marks})\\b|\\b(it|test|describe)[.](skip|only|todo)[(]`),
      texts.filter((file) => /\.(ts|mjs|js|py|sql)$/.test(file)),
    ),
  ).toEqual([]);
});

test('TypeScript says what it means: no any, no silenced errors', () => {
  const sources = texts.filter((file) => file.endsWith('.ts'));
  expect(
    findings(
      /: any\b|\bas any\b|<any>|@ts-(ignore|nocheck)/,
      sources.filter((file) => file !== 'test/house/words.test.ts'),
    ),
  ).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  const sources = texts.filter((file) => /\.(ts|mjs|py)$/.test(file));
  const long = sources.map((file) => ({ file, lines: textOf(file).split('\n').length })).filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});
