import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { changes } from '../../../lib/scenarios/rds-postgres/changes';
import { scenario } from '../../../lib/scenarios/rds-postgres/scenario';
import { root, textOf } from '../../support/files';

const README = 'lib/scenarios/rds-postgres/README.md';
const readme = textOf(README);

/** Names after a verb in the README, as in `run … load`. */
function namedAfter(verb: string): string[] {
  return [...new Set([...readme.matchAll(new RegExp(`\`${verb} … ([a-z-]+)`, 'g'))].map(([, name]) => String(name)))].sort();
}

test('the changes equal their source (UPDATE_README=1 writes them)', () => {
  const rows = changes.map(({ article, here, why }) => `| ${article} | ${here} | ${why} |`);
  const part = ['| In the article | Here | Why |', '|---|---|---|', ...rows].join('\n');
  const expected = readme.replace(
    /(<!-- changes:[^\n]*-->\n)[\s\S]*?(<!-- \/changes -->)/,
    (_, open: string, close: string) => `${open}${part}\n${close}`,
  );

  if (process.env['UPDATE_README'] === '1') writeFileSync(join(root, README), expected);
  expect(expected).toContain(part);
  expect(textOf(README)).toBe(expected);
});

test('gives article, here and why of each change a table cell', () => {
  expect(changes.length).toBeGreaterThan(20);
  expect(changes.filter((change) => Object.values(change).some((text) => text === '' || /[|\n]|\.$/.test(text)))).toEqual([]);
  expect(new Set(changes.map(({ article }) => article)).size).toBe(changes.length);
});

test('the tour has exactly the jobs and queries', () => {
  expect(namedAfter('run')).toEqual(Object.keys(scenario.jobs).sort());
  expect(namedAfter('query')).toEqual(Object.keys(scenario.queries).sort());
});

test('the named logs, tools, files and settings exist', () => {
  expect(namedAfter('logs')).toEqual(Object.keys(scenario.logs).sort());
  expect(Object.keys(scenario.tools)).toEqual(expect.arrayContaining(namedAfter('open')));
  for (const path of [
    'lib/scenarios/rds-postgres/architecture.svg',
    'workloads/rds-postgres/local/compose.yaml',
    'workloads/rds-postgres/local/verify.ts',
  ]) {
    expect(`${path} ${existsSync(join(root, path)) ? 'exists' : 'is missing'}`).toBe(`${path} exists`);
  }
  for (const [, key] of readme.matchAll(/(?:--set |`)([a-z][A-Za-z]+)=/g))
    if (!/^(sslmode)$/.test(String(key))) expect(Object.keys(scenario.config.shape)).toContain(key);
});

test('the Compose file has two pinned images that listen on localhost only, and no password', () => {
  const text = textOf('workloads/rds-postgres/local/compose.yaml');
  const { services, version } = parse(text) as {
    services: Record<string, { image: string; ports: string[]; environment: Record<string, string> }>;
    version?: string;
  };
  expect(version).toBeUndefined();
  expect(Object.keys(services)).toEqual(['postgres', 'pgadmin']);
  for (const { image, ports, environment } of Object.values(services)) {
    expect(image).toMatch(/:\d+\.\d+/);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const [name, value] of Object.entries(environment)) if (/PASSWORD/.test(name)) expect(value).toMatch(/^\$\{\w+:\?/);
  }
  expect(services['postgres']?.image).toBe(`postgres:${scenario.config.parse({}).engineVersion}`);
});
