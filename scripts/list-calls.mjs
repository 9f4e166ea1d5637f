/**
 * Refreshes lib/access/deployer/calls.json, the SDK operations that a user's own credentials need: `node scripts/list-calls.mjs`.
 *
 * By verb of lib/aws what its module calls, by scenario which verbs its files name, and what deployment and destruction call besides.
 * With `--check` nothing is written, and a difference is an error.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'lib/access/deployer/calls.json');
const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('rehearsal/'))
    .map((name) => join(root, folder, name));

/** Operations that a file sends, as `<client>:<operation>`, and those of the files of lib/aws that it imports. */
function operationsOf(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const own = [...text.matchAll(/import\s*\{([^}]*)\}\s*from '@aws-sdk\/(?:client-)?([\w-]+)'/g)].flatMap(([, names, client]) =>
    [...names.matchAll(/\b(?<!type )(\w+)Command\b/g)].map(([, operation]) => `${client}:${operation}`),
  );
  const loaded = [...text.matchAll(/\{([^{}]*Command\b[^{}]*)\}\]? = await [^;]*?import\('@aws-sdk\/(?:client-)?([\w-]+)'\)/g)].flatMap(
    ([, names, client]) => [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation]) => `${client}:${operation}`),
  );
  const signed = [...text.matchAll(/operation(?::| =) '(\w+) ([A-Z]\w+)'/g)].map(([, service, operation]) => `${service.toLowerCase()}:${operation}`);
  const imported = [...text.matchAll(/^import (?!type)[^;]*?from '(\.\/[\w-]+)'/gms)].map(([, path]) => resolve(dirname(file), `${path}.ts`));
  return [
    ...new Set([...own, ...loaded, ...signed, ...imported.filter((path) => path.includes('/lib/aws/')).flatMap((path) => operationsOf(path, seen))]),
  ].sort();
}

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const verbNames = [...readFileSync(join(root, 'lib/aws/aws.ts'), 'utf8').matchAll(/^ {2}readonly (\w+): \w+Verbs;/gm)].map(([, name]) => name);
const moduleOf = (verb) => [kebab(verb), verb].map((name) => join(root, 'lib/aws', `${name}.ts`)).find((path) => existsSync(path));
const verbs = Object.fromEntries(verbNames.map((verb) => [verb, operationsOf(moduleOf(verb))]));

const named = (files) => {
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return verbNames.filter((verb) => new RegExp(`\\baws\\.${verb}\\b`).test(text));
};
const folders = readdirSync(join(root, 'lib/scenarios'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const scenarios = Object.fromEntries(
  folders.map(({ name }) => {
    const shared = name.startsWith('istio-') ? filesIn('lib/scenarios/greeting-platform') : [];
    const files = [...filesIn(`lib/scenarios/${name}`), ...shared];
    return [name, { verbs: named(files), operations: [...new Set(files.flatMap((file) => operationsOf(file)))].sort() }];
  }),
);
delete scenarios['greeting-platform'];
const deployment = [
  ...new Set([...filesIn('lib/deployment').flatMap((file) => operationsOf(file)), ...operationsOf(join(root, 'lib/aws/connect.ts'))]),
].sort();

const group = (entries) =>
  Object.entries(entries)
    .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n');
const text = `{\n  "deployment": ${JSON.stringify(deployment)},\n  "verbs": {\n${group(verbs)}\n  },\n  "scenarios": {\n${group(scenarios)}\n  }\n}\n`;
if (!process.argv.includes('--check')) writeFileSync(out, text);
else if (readFileSync(out, 'utf8') !== text) throw new Error('lib/access/deployer/calls.json is out of date: run node scripts/list-calls.mjs');
