// Synthesizes every scenario in one process.
const { loadScenario } = require('../../dist/lib/scenarios/load');
const { registry } = require('../../dist/lib/scenarios/registry');
const { synthesize } = require('../../dist/lib/scenarios/synthesize');

async function main() {
  for (const scenario of Object.keys(registry)) await synthesize(await loadScenario({ scenario, examples: true }));
}

void main();
