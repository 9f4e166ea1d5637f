/** A Grafana dashboard in short form. */
export interface DashboardPage {
  /** Dashboard uid, part of its URL: lower-case letters, digits and hyphens. */
  readonly uid: string;
  readonly title: string;
  /** Template variables, used in expressions as `$name`. */
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly DashboardPanel[] }[];
}

/** A template variable with the values of a query. */
export interface DashboardVariable {
  readonly name: string;
  /** Grafana query, such as `label_values(…)`. */
  readonly values: string;
  /** Initial value; `.*` selects all and makes the variable multi-value. */
  readonly initial: string;
}

/** A panel of a dashboard. */
export interface DashboardPanel {
  readonly title: string;
  /** Grafana unit: `reqps`, `s`, `bytes`, `percentunit`, `short` … */
  readonly unit: string;
  /** Visualization; default `timeseries`. */
  readonly type?: 'timeseries' | 'stat' | 'table';
  /** PromQL expressions and their legends. */
  readonly series: readonly { readonly expr: string; readonly legend: string }[];
}

/** Size of a panel, in units of Grafana's grid of 24 columns. */
const WIDTH = 8;
const HEIGHT = 8;

/** The dashboard as Grafana JSON. `source` is the uid of the Prometheus data source. */
export function grafanaDashboard(page: DashboardPage, source: string): object {
  const datasource = { type: 'prometheus', uid: source };
  const panels: object[] = [];
  let top = 0;
  for (const row of page.rows) {
    panels.push({ id: panels.length + 1, type: 'row', title: row.title, collapsed: false, gridPos: { x: 0, y: top, w: 24, h: 1 }, panels: [] });
    top += 1;
    row.panels.forEach((panel, index) => {
      const gridPos = { x: (index % 3) * WIDTH, y: top + Math.floor(index / 3) * HEIGHT, w: WIDTH, h: HEIGHT };
      panels.push({
        id: panels.length + 1,
        type: panel.type ?? 'timeseries',
        title: panel.title,
        datasource,
        gridPos,
        fieldConfig: { defaults: { unit: panel.unit }, overrides: [] },
        options: {},
        targets: panel.series.map(({ expr, legend }, series) => ({
          refId: String.fromCharCode(65 + series),
          datasource,
          expr,
          legendFormat: legend,
          ...(panel.type === 'table' && { format: 'table', instant: true }),
        })),
      });
    });
    top += Math.ceil(row.panels.length / 3) * HEIGHT;
  }
  return {
    uid: page.uid,
    title: page.title,
    tags: ['stagecraft'],
    schemaVersion: 41,
    editable: true,
    refresh: '15s',
    time: { from: 'now-30m', to: 'now' },
    templating: { list: page.variables.map((variable) => variableOf(variable, datasource)) },
    panels,
  };
}

function variableOf({ name, values, initial }: DashboardVariable, datasource: object): object {
  const isAll = initial === '.*';
  return {
    name,
    type: 'query',
    datasource,
    query: { query: values, refId: name },
    refresh: 2,
    sort: 1,
    includeAll: isAll,
    multi: isAll,
    ...(isAll && { allValue: '.*' }),
    current: isAll ? { text: 'All', value: '$__all' } : { text: initial, value: initial },
  };
}
