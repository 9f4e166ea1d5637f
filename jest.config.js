/**
 * Sources are run as they are: TypeScript is stripped by swc and the constructs are taken from their folder.
 * Tests that start CloudFormation's validator or whole rehearsals are named `*.slow.test.ts`; `jest.all.config.js` runs them too.
 */
// On Node 20 the SDK's advice to upgrade would drown the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/cluster/', '<rootDir>/test/packaging/', '\\.slow\\.test\\.ts$'],
  // A machine that does other things is slow.
  testTimeout: 30_000,
  maxWorkers: '100%',
  // A worker keeps a little of every file; a new one is faster than the collection of a large heap.
  workerIdleMemoryLimit: '500MB',
  testEnvironment: '<rootDir>/test/support/environment.js',
  // The default replaces what a file has put on a shared object by accessors, whose setter calls itself when the next file sets the same.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  globalSetup: '<rootDir>/test/support/start-of-run.js',
  globalTeardown: '<rootDir>/test/support/end-of-run.js',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
    '^.+\\.sql$': '<rootDir>/test/support/sql-transform.js',
  },
  moduleNameMapper: {
    '^@electric-sql/pglite$': '<rootDir>/test/support/pglite.js',
    '^stagecraft-constructs$': '<rootDir>/constructs/index.ts',
    '^stagecraft-constructs/(.*)$': '<rootDir>/constructs/$1',
  },
  collectCoverageFrom: ['lib/**/*.ts', 'constructs/**/*.ts', 'workloads/**/*.ts', '!**/*.d.ts', '!**/dist/**'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/constructs/dist', '<rootDir>/out'],
};
