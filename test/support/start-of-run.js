const { chmodSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One temporary folder for the whole run: the workers and what they start inherit `TMPDIR`. */
module.exports = () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'jest-'));
  // A PostgreSQL server that root starts runs as another user.
  chmodSync(process.env.TMPDIR, 0o711);
};
