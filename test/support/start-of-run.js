const { chmodSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One temporary folder for the whole run: the workers and what they start inherit its variables. */
module.exports = () => {
  const folder = mkdtempSync(join(tmpdir(), 'jest-'));
  // A PostgreSQL server that root starts runs as another user.
  chmodSync(folder, 0o711);
  // Windows reads the other two.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder, TMP: folder });
};
