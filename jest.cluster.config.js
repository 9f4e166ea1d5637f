/** The built command line against a real Kubernetes cluster: the current one of the kubeconfig. Needs `npm run build`; see test/cluster/README.md. */
const base = require('./jest.config.js');

module.exports = {
  globalSetup: base.globalSetup,
  globalTeardown: base.globalTeardown,
  transform: base.transform,
  moduleNameMapper: base.moduleNameMapper,
  modulePathIgnorePatterns: base.modulePathIgnorePatterns,
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
  testTimeout: 600_000,
  maxWorkers: 1,
  verbose: true,
};
