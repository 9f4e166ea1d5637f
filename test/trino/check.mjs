/** Parses every Athena statement of every scenario, as it is sent, with Trino's own parser. Needs Java 17 and Maven; run `npm run build` first. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The last version that runs on Java 17. Its grammar is newer than that of Athena's engine version 3 was at its start. */
const VERSION = '435';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const load = createRequire(import.meta.url);

const statements = athenaStatements();
const folder = mkdtempSync(join(tmpdir(), 'stagecraft-trino-'));
try {
  const files = Object.entries(statements).map(([name, sql]) => {
    const file = join(folder, name);
    writeFileSync(file, sql);
    return file;
  });
  const jars = join(parserJars(), '*');
  const { status } = spawnSync('java', ['-cp', jars, join(here, 'ParseStatements.java'), ...files], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** File name to SQL: what writes tables with the words around it and its parameters bound, everything else with its parameters bound. */
function athenaStatements() {
  const { bound } = load(join(root, 'dist/workloads/athena/bind.js'));
  const { rendered } = load(join(root, 'dist/workloads/athena/statement.js'));
  const found = {};
  for (const scenario of readdirSync(join(root, 'workloads'))) {
    const sql = join(root, 'workloads', scenario, 'sql');
    const described = join(root, 'dist/workloads', scenario, 'statements.js');
    if (!existsSync(sql) || !existsSync(described)) continue;
    const { statements: written } = load(described);
    // Other databases have statements too, described in other ways.
    if (written === undefined) continue;
    const writing = Object.values(written);
    for (const file of readdirSync(sql, { recursive: true }).filter((name) => name.endsWith('.sql'))) {
      const select = readFileSync(join(sql, file), 'utf8');
      const statement = writing.find((candidate) => candidate.file === file);
      const text = statement ? rendered(statement, select, 'bucket') : select;
      found[`${scenario}--${file.replaceAll(/[\\/]/g, '-')}`] = bound(text, anyValues(text)).sql;
    }
  }
  return found;
}

/** A value for each parameter of a statement; which one does not matter to a parser. */
function anyValues(sql) {
  const names = sql.replaceAll(/'(?:[^']|'')*'|--[^\n]*/g, '').matchAll(/\$(\w+)/g);
  return Object.fromEntries([...names].map(([, name]) => [name, '2019-12-21']));
}

/** Folder of the parser and what it needs, fetched by Maven once. */
function parserJars() {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const jars = join(cache, 'stagecraft', `trino-parser-${VERSION}`);
  if (existsSync(jars)) return jars;
  const fresh = `${jars}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const project = mkdtempSync(join(tmpdir(), 'stagecraft-maven-'));
  try {
    writeFileSync(join(project, 'pom.xml'), pom());
    execFileSync('mvn', ['-q', '-B', '-f', project, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`], {
      stdio: 'inherit',
    });
    renameSync(fresh, jars);
  } finally {
    rmSync(project, { recursive: true, force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
  return jars;
}

function pom() {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>stagecraft</groupId>
  <artifactId>statements</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>io.trino</groupId><artifactId>trino-parser</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>`;
}
