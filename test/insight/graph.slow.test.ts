import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graph } from '../../lib/actions/graph';
import type { Architecture } from '../../lib/insight/graph/architecture';
import { dot } from '../../lib/insight/graph/dot';
import { architectureOf } from '../../lib/insight/graph/draw';
import { mermaid } from '../../lib/insight/graph/mermaid';
import { svg } from '../../lib/insight/graph/svg';
import { packageRoot } from '../../lib/paths';
import { registry } from '../../lib/scenarios/registry';
import { lakeApp } from './lake-app';

const { stacks } = lakeApp().synth();
const lake = architectureOf(stacks, { title: 'Lake & <co>' });

/** Boxes as text: type and labels. */
function boxes({ groups }: Architecture): Record<string, string[]> {
  return Object.fromEntries(groups.map(({ name, nodes }) => [name, nodes.map(({ kind, names, members }) => [kind, ...names, ...members].join(' '))]));
}

/** Arrows as text, between the first labels of boxes. */
function arrows({ groups, edges }: Architecture): string[] {
  const names = new Map(groups.flatMap(({ nodes }) => nodes.map(({ id, names: [name] }) => [id, name])));
  const marks = { data: '=', call: '-', uses: '.' };
  return edges.map(({ from, to, kind, both }) => `${names.get(from)} ${both ? '<' : ''}${marks[kind]}> ${names.get(to)}`).sort();
}

describe('the picture of a lake', () => {
  test('has a box per resource in its stack, groups equal types, and puts tables inside their database', () => {
    expect(boxes(lake)).toEqual({
      lake: [
        'S3 bucket hub-data',
        'S3 bucket Scripts',
        'Glue database hub_catalog readings rates',
        'Glue crawler hub-readings hub-rates hub-locations hub-mappings',
        'Glue job rates-to-parquet',
      ],
      compute: [
        'Athena workgroup hub',
        'Lambda function hub-enrich',
        'Step Functions state machine hub-pipeline',
        'IAM role Analyst',
        'QuickSight data source hub source',
        'QuickSight data set Readings',
      ],
    });
  });

  test('has an arrow where permissions and references show data flow or invocations, and no other', () => {
    expect(arrows(lake)).toEqual(
      [
        'Analyst -> hub',
        'Scripts => rates-to-parquet',
        'hub => hub source',
        'hub source => Readings',
        'hub-data => hub-readings',
        'hub-enrich -> hub',
        'hub-enrich => hub-data',
        'hub-pipeline -> hub-enrich',
        'hub-pipeline -> hub-readings',
        'hub-readings => hub_catalog',
        'rates-to-parquet <=> hub-data',
      ].sort(),
    );
  });

  test('hides plumbing by default', () => {
    const everything = architectureOf(stacks, { title: 'Lake', all: true });

    expect(JSON.stringify(boxes(lake))).not.toMatch(/polic|CrawlerRole/);
    expect(boxes(everything)['lake']).toEqual(expect.arrayContaining([expect.stringMatching(/^IAM policy/), expect.stringContaining('CrawlerRole')]));
    expect(arrows(everything)).toEqual(expect.arrayContaining(['readings .> hub_catalog']));
  });
});

describe('the formats', () => {
  test('Mermaid names every box and group, and escapes special characters', () => {
    const text = mermaid(lake);

    expect(text).toMatch(/^---\ntitle: "Lake & <co>"\n---\nflowchart LR\n {2}subgraph stack_1\["lake"\]\n/);
    expect(text).toContain('s3_bucket_1["<b>S3 bucket</b><br/>hub-data"]:::s3');
    expect(text).toContain('["<b>4 × Glue crawler</b><br/>hub-readings<br/>hub-rates<br/>hub-locations<br/>hub-mappings"]');
    expect(text).toContain('  glue_job_1 <==> s3_bucket_1\n');
    expect(text).toContain('  step_functions_state_machine_1 --> lambda_function_1\n');
  });

  test('DOT has a cluster for each stack and points fetched data backwards', () => {
    const text = dot(lake);

    expect(text.match(/subgraph cluster_/g)).toHaveLength(2);
    expect(text).toMatch(/glue_crawler_1 -> s3_bucket_1 \[.*dir=back/);
    expect(text).toMatch(/glue_crawler_1 -> glue_database_1 \[.*dir=forward/);
  });

  test('SVG is well-formed, and has every label and a legend', async () => {
    const text = (await svg(lake)).replaceAll('&#45;', '-');

    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(text).toContain('<title>Lake &#38; &#60;co&#62;</title>');
    for (const name of ['hub-data', 'hub_catalog', 'hub-mappings', 'hub-pipeline', 'Readings', 'data moves', 'starts or queries', 'QuickSight']) {
      expect(text).toContain(`>${name}</text>`);
    }
    const opened = text.match(/<[a-z]+(?=[\s>])[^>]*(?<!\/)>/g) ?? [];
    expect(opened.length).toBe((text.match(/<\/[a-z]+>/g) ?? []).length);
  });

  test('the same templates give the same bytes', async () => {
    const again = architectureOf(lakeApp().synth().stacks, { title: 'Lake & <co>' });

    expect(await svg(again)).toBe(await svg(lake));
    expect(mermaid(again)).toBe(mermaid(lake));
    expect(dot(again)).toBe(dot(lake));
  });
});

test.each(Object.keys(registry))('the picture in the README of %s equals `stagecraft graph`', async (scenario) => {
  const { picture } = await graph({ scenario });
  const file = join(packageRoot, 'lib/scenarios', scenario, 'architecture.svg');

  expect(existsSync(file) && readFileSync(file, 'utf8') === picture).toBe(true);
});
