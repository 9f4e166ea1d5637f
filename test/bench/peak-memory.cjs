// Preloaded into what is measured: notes the highest resident memory when the process ends.
const { appendFileSync } = require('node:fs');

const file = process.env.STAGECRAFT_PEAK_MEMORY;
if (file) process.on('exit', () => appendFileSync(file, `${process.resourceUsage().maxRSS / 1024}\n`));
