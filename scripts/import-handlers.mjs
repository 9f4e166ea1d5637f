/**
 * Refreshes lib/access/deployer/handlers.json, the IAM actions that CloudFormation's handlers of each resource type ask for:
 * `git clone https://github.com/pulumi/pulumi-aws-native && node scripts/import-handlers.mjs pulumi-aws-native`.
 *
 * The folder aws-cloudformation-schema there has the schemas of AWS's CloudFormation registry. Types are those of lib/services and of the scenarios' summaries.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [repository] = process.argv.slice(2);
if (repository === undefined) throw new Error('which folder has the clone of pulumi/pulumi-aws-native?');

const git = (...args) => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
const [commit, date] = git('log', '-1', '--format=%H %cs').trim().split(' ');
const files = new Map(
  git('ls-tree', '--name-only', 'HEAD', 'aws-cloudformation-schema/')
    .trim()
    .split('\n')
    .map((path) => [path.split('/').at(-1).replace('.json', ''), path]),
);

const texts = [
  ...readdirSync(join(root, 'lib/services')).map((name) => join(root, 'lib/services', name)),
  ...readdirSync(join(root, 'test/scenarios')).map((name) => join(root, 'test/scenarios', name, 'summary.txt')),
].flatMap((path) => {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
});
const types = [...new Set(texts.flatMap((text) => text.match(/\bAWS::\w+::\w+/g) ?? []))].sort();

const HANDLERS = ['create', 'read', 'update', 'delete'];
const rows = types.flatMap((type) => {
  const path = files.get(type.toLowerCase().replaceAll('::', '-'));
  if (path === undefined) return [];
  const { handlers } = JSON.parse(git('show', `HEAD:${path}`));
  // A type without handlers is one of CloudFormation's older ones: nothing says what it asks for.
  if (!handlers) return [];
  const permissions = HANDLERS.map((name) => [name, [...new Set(handlers[name]?.permissions ?? [])].sort()]);
  return [`    ${JSON.stringify(type)}: ${JSON.stringify(Object.fromEntries(permissions))}`];
});
const head = {
  source: 'https://github.com/pulumi/pulumi-aws-native, aws-cloudformation-schema: the schemas of the CloudFormation registry',
  ...{ licence: 'Apache-2.0', commit, date },
};
const lines = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
writeFileSync(join(root, 'lib/access/deployer/handlers.json'), `{\n${lines.join('\n')}\n  "types": {\n${rows.join(',\n')}\n  }\n}\n`);
console.log(`${rows.length} of ${types.length} types; without: ${types.filter((type) => !rows.some((row) => row.includes(`"${type}"`))).join(', ')}`);
