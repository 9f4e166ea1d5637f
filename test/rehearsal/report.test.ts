import type { Table } from '../../lib/contract/values';
import { drawCharts } from '../../lib/rehearsal/report/charts';
import { reportPage } from '../../lib/rehearsal/report/page';
import { html } from '../../lib/rehearsal/report/tables';
import { sampleReport } from './sample';

const sections = (page: string, id: string) => page.slice(page.indexOf(`<h2 id="${id}"`), page.indexOf('</section>', page.indexOf(`<h2 id="${id}"`)));

describe('of a rehearsal with every outcome', () => {
  let page: string;
  beforeAll(async () => {
    page = await reportPage(sampleReport());
  });

  test('is one file that loads nothing', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|@import|src=|url\((?!#chart)/);
    expect(page.match(/https?:\/\/[^"]*/g)?.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
  });

  test('shows scenario, time, engines and data', () => {
    const head = page.slice(page.indexOf('<header>'), page.indexOf('</header>'));

    for (const text of [
      'Serverless data lake',
      'Getting Started with Data Analysis on AWS (2020-01)',
      '2026-11-21 15:16 UTC',
      'DuckDB v1.5.5',
      'generated, with default',
    ]) {
      expect(head).toContain(text);
    }
  });

  test('sums up steps, checks and time', () => {
    const tiles = page.slice(page.indexOf('aria-label="Summary"'), page.indexOf('</section>'));

    expect(tiles.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(
      /Outcome Failed in the step: Compact the enriched readings Steps passed 4 of 7 1 failed, 1 skipped, 1 not run Checks passed 1 of 3 1 failed, 1 skipped; 1 more about other data Time 6.4 s longest: Enrich one hub for two days, 2.6 s/,
    );
  });

  test('draws every chart that has data, each with a unique name and unique ids', () => {
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(6);
    const ids = page.match(/ id="[^"]+"/g) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).toContain('the table laundry was not published in this rehearsal');
  });

  test('shows each check with actual and expected value', () => {
    const checks = sections(page, 'checks');

    expect(checks).toContain('two days of one hub are 5,760 rows');
    expect(checks).toMatch(/586\.69 ± 0\.01<\/td><td class="number">1,151\.7142/);
    expect(checks).toContain('step rates was skipped');
    expect(checks).toContain('<summary>1 check not asked here: about the article&#39;s own sample</summary><ul><li>138.87 cents off peak</li></ul>');
  });

  test('shows each step with its duration, facts, missing engine, stand-in and error', () => {
    const steps = sections(page, 'steps');

    expect(steps.match(/<i style="left:[\d.]+%;width:[\d.]+%">/g)).toHaveLength(6);
    for (const text of [
      '<dt>rows</dt><dd>5,760</dd>',
      'Apache Spark is missing; <code>pip install pyspark==3.5.6</code>',
      'instead: rates written by DuckDB',
    ]) {
      expect(steps).toContain(text);
    }
    expect(steps).toContain('Binder Error: no column &lt;cost&gt;<br>got &#39;cost &amp; kwh&#39;');
  });

  test('shows the changes against the article', () => {
    expect(sections(page, 'changes')).toContain('<td>Glue 1.0</td><td>Glue 5.1</td><td>Glue 1.0 ended on 1 April 2026</td>');
  });

  test('labels columns and rows for screen readers', () => {
    const tables = page.match(/<table>/g) ?? [];

    expect(page.match(/<table><caption/g)).toHaveLength(tables.length);
    expect(page.match(/<th scope="(col|row)"/g)?.length).toBe(page.match(/<th[ >]/g)?.length);
    expect(
      [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level)).filter((level, at, all) => at > 0 && level > (all[at - 1] ?? 0) + 1),
    ).toEqual([]);
  });

  test('is the same for the same result', async () => {
    expect((await reportPage(sampleReport())) === page).toBe(true);
  });
});

describe('tables', () => {
  const withTable = async (table: Table) => {
    const { result } = sampleReport();
    return sections(await reportPage({ result, tables: new Map([['t', table]]), charts: [], changes: [] }), 'tables');
  };

  test('show fifty rows and count all', async () => {
    const shown = await withTable({ columns: ['n'], rows: Array.from({ length: 1_200 }, (_, at) => [at + 0.5]) });

    expect(shown.match(/<tr><td/g)).toHaveLength(50);
    expect(shown).toContain('1,200 rows, the first 50 shown');
    expect(shown).toContain('<td class="number">49.5</td>');
    expect(shown).not.toContain('50.5');
  });

  test('leave years and postcodes unformatted, and mark missing values', async () => {
    const shown = await withTable({
      columns: ['postcode', 'state'],
      rows: [
        [94306, 'CA'],
        [null, 'CO'],
      ],
    });

    expect(shown).toContain('<td class="number">94306</td>');
    expect(shown).toContain('<td class="number"><span class="null" aria-label="no value">–</span></td>');
    expect(shown).toContain('2 rows');
  });
});

test('escapes text from data everywhere', async () => {
  const { result } = sampleReport();
  const evil = '<img src=x onerror=alert(1)>"\'&';
  const page = await reportPage({
    result: {
      ...result,
      title: evil,
      story: evil,
      data: { kind: 'given', folder: evil, defaults: true },
      steps: [{ id: 'a', title: evil, state: 'passed', seconds: 1, facts: { [evil]: evil }, missing: [] }],
      checks: [{ description: evil, fact: evil, state: 'failed', got: evil, expected: evil, reason: evil }],
    },
    tables: new Map([[evil, { columns: [evil], rows: [[evil]] }]]),
    charts: [{ title: evil, table: evil, spec: { title: evil, mark: 'bar', encoding: { x: { field: 'a', title: evil } } } }],
    changes: [{ article: evil, here: evil, why: evil }],
  });

  expect(page).not.toContain('<img');
  expect(page.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)?.length).toBeGreaterThan(12);
});

describe('html', () => {
  test('escapes text, keeps its own markup, joins lists and omits undefined values', () => {
    const parts = [html`<b>${'a<b'}</b>`, 'c&d', 0, undefined, null, false];

    expect(html`<p title="${'"\''}">${parts}</p>`.text).toBe('<p title="&quot;&#39;"><b>a&lt;b</b>c&amp;d0</p>');
  });
});

describe('a chart', () => {
  const table: Table = {
    columns: ['name', 'n'],
    rows: [
      ['a', 1],
      ['b', 2],
    ],
  };
  const draw = async (spec: Record<string, unknown>, rows = table.rows) => {
    const [chart] = await drawCharts([{ title: 'Bars', table: 't', spec }], new Map([['t', { ...table, rows }]]));
    return chart;
  };
  const bars = { mark: 'bar', encoding: { x: { field: 'name', type: 'nominal' }, y: { field: 'n', type: 'quantitative' } } };

  test('shows the rows of its table', async () => {
    const chart = await draw(bars);

    expect(chart).toMatchObject({ rows: 2, width: expect.any(Number) });
    expect(chart && 'svg' in chart && chart.svg.match(/aria-roledescription="bar"/g)).toHaveLength(2);
  });

  test('inherits the text color of the page, unless it sets one', async () => {
    const svg = async (spec: Record<string, unknown>) => {
      const chart = await draw(spec);
      return chart && 'svg' in chart ? chart.svg : '';
    };

    expect(await svg(bars)).toMatch(/<text [^>]*fill="currentColor"/);
    expect(await svg({ ...bars, config: { axis: { labelColor: 'red' } } })).toMatch(/<text [^>]*fill="red"/);
  });

  test('without rows is a note', async () => {
    expect(await draw(bars, [])).toEqual({ title: 'Bars', table: 't', missing: 'the table t has no rows' });
  });

  test('shows the reason for a chart that cannot be drawn, and draws the others', async () => {
    const tables = new Map([['t', table]]);
    const wrong = { title: 'Wrong', table: 't', spec: { mark: 'no such mark' } };
    const [first, second] = await drawCharts([wrong, { title: 'Bars', table: 't', spec: bars }], tables);

    expect(first).toMatchObject({ missing: expect.stringMatching(/^the chart cannot be drawn: ./) });
    expect(second).toHaveProperty('svg');
  });

  test('may not load anything', async () => {
    const elsewhere = { layer: [{ ...bars, data: { url: 'http://127.0.0.1:9/hubs.json' } }] };

    expect(await draw(elsewhere)).toMatchObject({ missing: expect.stringContaining('may not load anything') });
  });
});
