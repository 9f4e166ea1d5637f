/** Parses every Athena statement of every scenario in its final form with Trino's parser. Needs Java 17 and Maven; run `npm run build` first. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The last version that runs on Java 17. Its grammar is newer than that of Athena engine version 3 at its release. */
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

/** File name to SQL with bound parameters; statements that write tables are fully rendered. */
function athenaStatements() {
  const { bindParameters } = load(join(root, 'dist/workloads/athena/bind.js'));
  const { rendered } = load(join(root, 'dist/workloads/athena/statement.js'));
  const found = {};
  for (const scenario of readdirSync(join(root, 'workloads'))) {
    const sql = join(root, 'workloads', scenario, 'sql');
    const described = join(root, 'dist/workloads', scenario, 'statements.js');
    if (!existsSync(sql) || !existsSync(described)) continue;
    const { statements: written } = load(described);
    // Scenarios with other databases declare their statements in another way.
    if (written === undefined) continue;
    const writing = Object.values(written);
    for (const file of readdirSync(sql, { recursive: true }).filter((name) => name.endsWith('.sql'))) {
      const select = readFileSync(join(sql, file), 'utf8');
      const statement = writing.find((candidate) => candidate.file === file);
      const text = statement ? rendered(statement, select, 'bucket') : select;
      found[`${scenario}--${file.replaceAll(/[\\/]/g, '-')}`] = bindParameters(text, anyValues(text)).sql;
    }
  }
  return found;
}

/** A sample value for each parameter of a statement; the parser accepts any. */
function anyValues(sql) {
  const names = sql.replaceAll(/'(?:[^']|'')*'|--[^\n]*/g, '').matchAll(/\$(\w+)/g);
  return Object.fromEntries([...names].map(([, name]) => [name, '2019-12-21']));
}

/** Folder with the parser and its dependencies, downloaded by Maven once. */
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
