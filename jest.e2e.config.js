/** End to end: the built command line against MiniStack. Needs `npm run build` and a Python that has `ministack`; see test/e2e/README.md. */
const base = require('./jest.config.js');

module.exports = {
  globalSetup: base.globalSetup,
  globalTeardown: base.globalTeardown,
  transform: base.transform,
  moduleNameMapper: base.moduleNameMapper,
  modulePathIgnorePatterns: base.modulePathIgnorePatterns,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testTimeout: 180_000,
  maxWorkers: 1,
  verbose: true,
};
