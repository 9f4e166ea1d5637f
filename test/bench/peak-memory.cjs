// Preloaded into measured processes: records the peak resident memory at exit.
const { appendFileSync } = require('node:fs');

const file = process.env.STAGECRAFT_PEAK_MEMORY;
if (file) process.on('exit', () => appendFileSync(file, `${process.resourceUsage().maxRSS / 1024}\n`));
