/** Style of a report: one file, no fonts and no scripts from elsewhere, light or dark as the reader's system prefers. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f6f8; --card: #ffffff; --ink: #17212b; --soft: #556473; --line: #dfe5ea; --head: #0f2f3d; --head-ink: #eef6f8; --head-soft: #a9c6d0;
  --accent: #1f8a9c; --passed: #1e7b47; --passed-tint: #e4f4ea; --failed: #b3262f; --failed-tint: #fbe7e8; --skipped: #8a5a00; --skipped-tint: #fdf1d9;
  --not-run: #556473; --not-run-tint: #e9edf0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10161b; --card: #182129; --ink: #e4ebf0; --soft: #9fb0bd; --line: #2b3842; --head: #0b222d; --head-ink: #eef6f8; --head-soft: #9dbcc7;
    --accent: #4fb7c7; --passed: #6fd39a; --passed-tint: #173526; --failed: #ff8d92; --failed-tint: #42191d; --skipped: #f0bf5e; --skipped-tint: #3b2d10;
    --not-run: #9fb0bd; --not-run-tint: #26323b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header { background: var(--head); color: var(--head-ink); padding: 44px 0 92px; }
.wrap { max-width: 1240px; margin: 0 auto; padding: 0 28px; }
header .kind { margin: 0 0 6px; color: var(--head-soft); font-size: 13px; letter-spacing: .08em; text-transform: uppercase; }
h1 { margin: 0 0 12px; font-size: 32px; line-height: 1.2; font-weight: 680; letter-spacing: -.01em; }
header .story { margin: 0; max-width: 76ch; color: #d5e6eb; }
header dl { display: flex; flex-wrap: wrap; gap: 6px 34px; margin: 22px 0 0; font-size: 13.5px; }
header dt { color: var(--head-soft); }
header dd { margin: 0; }
main.wrap { margin-top: -60px; padding-bottom: 48px; }
h2 { margin: 44px 0 14px; font-size: 20px; line-height: 1.3; font-weight: 660; }
h3 { margin: 0; font-size: 15px; font-weight: 640; }
p.lead { margin: -8px 0 16px; color: var(--soft); max-width: 90ch; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 14px; }
.tile { padding: 16px 20px; border-top: 4px solid var(--accent); }
.tile.passed { border-top-color: var(--passed); } .tile.failed { border-top-color: var(--failed); } .tile.skipped { border-top-color: var(--skipped); }
.tile .value { display: block; font-size: 27px; line-height: 1.25; font-weight: 680; letter-spacing: -.01em; }
.tile.passed .value.word { color: var(--passed); } .tile.failed .value.word { color: var(--failed); }
.tile .name { color: var(--soft); font-size: 13px; } .tile .note { display: block; color: var(--soft); font-size: 13px; }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); grid-auto-flow: dense; gap: 18px; }
figure { margin: 0; padding: 18px 20px 14px; min-width: 0; display: flex; flex-direction: column; }
figure.wide { grid-column: 1 / -1; }
figcaption { margin-bottom: 12px; }
figure .drawing { flex: 1; display: flex; align-items: center; justify-content: center; }
figure svg { display: block; width: 100%; height: auto; max-height: 520px; }
section > .source, figure .source { margin: 10px 0 0; color: var(--soft); font-size: 12.5px; }
.absent { padding: 34px 12px; color: var(--soft); text-align: center; border: 1px dashed var(--line); border-radius: 8px; width: 100%; }
.scroll { overflow-x: auto; }
.scroll.tall { max-height: 420px; overflow-y: auto; }
.tables { display: grid; grid-auto-flow: dense; gap: 18px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.tables > .wide { grid-column: 1 / -1; }
.tables .card > h3 { padding: 14px 18px 2px; } .tables .card > p { margin: 0; padding: 0 18px 10px; color: var(--soft); font-size: 13px; }
table { width: 100%; border-collapse: collapse; font-size: 13.5px; }
caption { text-align: left; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 8px 18px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 600; font-size: 12.5px; white-space: nowrap; background: var(--card); position: sticky; top: 0; }
td.code { min-width: 200px; } th.role { background: var(--not-run-tint); }
.access { max-height: 720px; overflow-y: auto; } .access td { min-width: 150px; } .access td.number { min-width: 0; }
.requests { margin: 0; padding: 0; list-style: none; } .requests b { font-weight: 600; } tbody th { min-width: 190px; font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .number.words { white-space: normal; overflow-wrap: anywhere; max-width: 260px; }
.null { color: var(--soft); }
code, .code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.state { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12.5px; font-weight: 600; white-space: nowrap; color: var(--not-run); background: var(--not-run-tint); }
.state.passed { color: var(--passed); background: var(--passed-tint); } .state.failed { color: var(--failed); background: var(--failed-tint); }
.state.skipped { color: var(--skipped); background: var(--skipped-tint); }
.track { position: relative; width: 180px; height: 8px; margin-top: 7px; background: var(--not-run-tint); border-radius: 4px; overflow: hidden; }
.track i { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 4px; background: var(--accent); }
.facts { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0; } .facts div { display: flex; gap: 6px; } .facts dt { color: var(--soft); } .facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.why { margin: 4px 0 0; font-weight: 400; color: var(--soft); font-size: 13px; } .why.failed { color: var(--failed); }
details { margin-top: 12px; color: var(--soft); font-size: 13.5px; } summary { cursor: pointer; } details ul { margin: 8px 0 0; padding-left: 22px; columns: 2 340px; }
footer.wrap { color: var(--soft); font-size: 13px; padding-bottom: 40px; }
@media (max-width: 860px) {
  .charts, .tables { grid-template-columns: minmax(0, 1fr); }
  .wrap { padding: 0 16px; } h1 { font-size: 25px; } th, td { padding: 7px 12px; } .track { width: 90px; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #17212b; --soft: #45525e; --line: #cfd6dc; --head: #fff; --head-ink: #17212b; --head-soft: #45525e;
    --passed: #1e7b47; --failed: #b3262f; --skipped: #8a5a00; --not-run: #556473; --passed-tint: #fff; --failed-tint: #fff; --skipped-tint: #fff; --not-run-tint: #e9edf0; }
  body { font-size: 11px; } header { padding: 0 0 16px; } header .story { color: inherit; } main.wrap { margin-top: 0; } h2 { margin-top: 22px; }
  .wrap, main.wrap, footer.wrap { max-width: none; padding: 0; } .card, tr { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; } .tables .card { break-inside: auto; }
  .scroll.tall, .access { max-height: none; overflow: visible; } .tables { grid-template-columns: minmax(0, 1fr); } th, td { padding: 4px 8px; } table { font-size: 10px; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
