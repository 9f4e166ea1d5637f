import { readFileSync } from 'node:fs';
import { SUPERSET } from 'stagecraft-constructs/versions';
import { parse } from 'yaml';
import { z } from 'zod';
import { workload } from '../../../lib/paths';
import { CHARTS } from '../../../lib/scenarios/emr-superset/rehearsal/steps';
import { scenario } from '../../../lib/scenarios/emr-superset/scenario';
import { COLUMNS, TABLE } from '../../../lib/scenarios/emr-superset/settings';
import { repositoryFiles, textOf } from '../../support/files';

const install = (file: string) => textOf(`workloads/emr-superset/install/${file}`);
const asset = (file: string) => parse(textOf(`workloads/emr-superset/assets/${file}`)) as unknown;
const sql = (file: string) => readFileSync(workload('emr-superset', 'sql', file), 'utf8');

const chartSchema = z.object({
  slice_name: z.string(),
  viz_type: z.string(),
  uuid: z.string(),
  dataset_uuid: z.string(),
  params: z.object({ x_axis: z.string(), metrics: z.array(z.string()), row_limit: z.number() }),
  query_context: z.string(),
});
const querySchema = z.object({
  queries: z.tuple([z.object({ columns: z.array(z.string()), metrics: z.array(z.string()), orderby: z.array(z.unknown()), row_limit: z.number() })]),
});

const charts = ['top_items.yaml', 'items_per_day.yaml'].map((file) => chartSchema.parse(asset(`charts/${file}`)));
const dataset = z
  .object({ table_name: z.string(), uuid: z.string(), database_uuid: z.string(), columns: z.array(z.object({ column_name: z.string() })) })
  .parse(asset('datasets/lake/bakery.yaml'));

describe('acceptance 5: the installer', () => {
  test('acceptance 5: pins one version of every package, and the Superset version of constructs/versions.ts', () => {
    const pins = install('constraints.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

    expect(pins.length).toBeGreaterThan(100);
    expect(pins.filter((pin) => !/^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$/.test(pin))).toEqual([]);
    expect(install('requirements.txt')).toContain(`apache-superset==${SUPERSET}\n`);
    expect(pins).toContain(`apache_superset==${SUPERSET}`);
  });

  test('acceptance 5: pins each requested package', () => {
    const key = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
    const pinned = new Set([...install('constraints.txt').matchAll(/^([A-Za-z0-9._-]+)==/gm)].map(([, name = '']) => key(name)));
    const wanted = [...install('requirements.txt').matchAll(/^([A-Za-z][A-Za-z0-9._-]*)/gm)].map(([, name = '']) => key(name));

    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !pinned.has(name))).toEqual([]);
  });

  test('acceptance 5: upgrades no system package, and does not use the development server', () => {
    const script = install('install_superset.sh');

    expect(script).not.toMatch(/(yum|dnf)\s+(-\S+\s+)*(update|upgrade)/);
    expect(script).not.toMatch(/--debugger|--reload|superset run\b/);
    expect(script).toContain('set -euo pipefail');
  });

  test('acceptance 9: the service listens on the loopback interface only', () => {
    expect(install('install_superset.sh').match(/--bind \S+/g)).toEqual(['--bind 127.0.0.1:$port']);
  });
});

test('acceptance 8: users and roles are those of the article', () => {
  const rows = [...install('users.py').matchAll(/^ {4}\("(\w+)", "(\w+)", "(\w+)", "(\w+)", "([^"]+)", "(\w+)"\),$/gm)].map((row) => row.slice(1));

  expect(rows).toEqual([
    ['admin', 'SupersetAdmin', 'Superset', 'Admin', 'superset_admin@example.com', 'Admin'],
    ['alpha', 'SupersetUserAlpha', 'Superset', 'UserAlpha', 'superset_user_alpha@example.com', 'Alpha'],
    ['gamma', 'SupersetUserGamma', 'Superset', 'UserGamma', 'superset_user_gamma@example.com', 'Gamma'],
  ]);
});

describe('acceptance 11: the bundle', () => {
  test('acceptance 11: references between its files resolve', () => {
    const database = z.object({ uuid: z.string(), sqlalchemy_uri: z.string() }).parse(asset('databases/lake.yaml'));
    const dashboard = z
      .object({ position: z.record(z.string(), z.union([z.string(), z.looseObject({ type: z.string(), meta: z.looseObject({}).optional() })])) })
      .parse(asset('dashboards/bakery.yaml'));
    const shown = Object.values(dashboard.position).flatMap((part) =>
      typeof part === 'object' && part.type === 'CHART' ? [part.meta?.['uuid']] : [],
    );

    expect(dataset.database_uuid).toBe(database.uuid);
    expect(charts.map(({ dataset_uuid }) => dataset_uuid)).toEqual([dataset.uuid, dataset.uuid]);
    expect(shown).toEqual(charts.map(({ uuid }) => uuid));
    expect(database.sqlalchemy_uri).not.toMatch(/:\/\/[^/]*[^:/]@/);
  });

  test('acceptance 11: the dataset has the columns of the table', () => {
    expect(dataset.table_name).toBe(TABLE);
    expect(dataset.columns.map(({ column_name }) => column_name)).toEqual([...COLUMNS]);
  });

  test('acceptance 11: a chart sends the same query alone and on a dashboard', () => {
    for (const { params, query_context } of charts) {
      const [query] = querySchema.parse(JSON.parse(query_context)).queries;
      expect(query).toMatchObject({ columns: [params.x_axis], metrics: params.metrics, row_limit: params.row_limit });
    }
    expect(querySchema.parse(JSON.parse(charts[0]?.query_context ?? '')).queries[0].orderby).toEqual([
      ['items_sold', false],
      ['item', true],
    ]);
  });

  test('acceptance 11: the saved queries equal the files of the rehearsal', () => {
    for (const [label, file] of Object.entries(CHARTS)) {
      expect(asset(`queries/lake/${label.toLowerCase().replaceAll(' ', '_')}.yaml`)).toMatchObject({ label, sql: sql(file) });
    }
  });

  test('the charts of the report are those of the dashboard', () => {
    const marks: Readonly<Record<string, string>> = { echarts_timeseries_bar: 'bar', echarts_timeseries_line: 'line' };
    const drawn = scenario.rehearsal.charts.map(({ title, table, spec }) => {
      const { mark, encoding } = spec as { mark: { type: string }; encoding: Record<'x' | 'y', { field: string }> };
      return { title, table, mark: mark.type, fields: [encoding.x.field, encoding.y.field].sort() };
    });

    expect(drawn).toEqual(
      charts.map(({ slice_name: name, viz_type: kind, params }) => ({
        title: name,
        table: name,
        mark: marks[kind],
        fields: [params.x_axis, ...params.metrics].sort(),
      })),
    );
  });

  test('every file of the bundle is YAML with a version', () => {
    const files = repositoryFiles('workloads/emr-superset/assets/*').map((file) => file.replace('workloads/emr-superset/assets/', ''));

    expect(files).toHaveLength(8);
    for (const file of files) expect(asset(file)).toMatchObject({ version: '1.0.0' });
  });
});
