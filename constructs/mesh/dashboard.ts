/** A page of charts, as short as it can be written. */
export interface DashboardPage {
  /** Name in addresses: lower-case letters, digits and hyphens. */
  readonly uid: string;
  readonly title: string;
  /** Values to choose from, each used in expressions as `$name`. */
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly DashboardPanel[] }[];
}

/** A value to choose, out of those that an expression finds. */
export interface DashboardVariable {
  readonly name: string;
  /** `label_values(…)` of Grafana. */
  readonly values: string;
  /** Value at first; `.*` stands for all, and then several can be chosen. */
  readonly initial: string;
}

/** A chart or a number. */
export interface DashboardPanel {
  readonly title: string;
  /** Unit as Grafana names it: `reqps`, `s`, `bytes`, `percentunit`, `short` … */
  readonly unit: string;
  /** A chart over time unless it says `stat`, the last value as a number. */
  readonly type?: 'timeseries' | 'stat' | 'table';
  /** Expressions and how each of their series is called. */
  readonly series: readonly { readonly expr: string; readonly legend: string }[];
}

/** Panels in a row, each so many of 24 columns wide and so many units high. */
const WIDTH = 8;
const HEIGHT = 8;

/** A page in the form that Grafana reads. `source` is the uid of the Prometheus data source. */
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
