/** Both packages as strangers get them: packed, installed in empty projects, used. Needs `npm run build` and the package registry. */
const base = require('./jest.config.js');

module.exports = {
  globalSetup: base.globalSetup,
  globalTeardown: base.globalTeardown,
  transform: base.transform,
  moduleNameMapper: base.moduleNameMapper,
  modulePathIgnorePatterns: base.modulePathIgnorePatterns,
  testMatch: ['<rootDir>/test/packaging/**/*.test.ts'],
  testTimeout: 900_000,
  maxWorkers: 1,
};
