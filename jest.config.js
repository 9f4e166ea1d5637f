/** Sources are run as they are, without a build: TypeScript is stripped by swc and the constructs are taken from their folder. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/packaging/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
    '^.+\\.sql$': '<rootDir>/test/support/sql-transform.js',
  },
  moduleNameMapper: {
    '^stagecraft-constructs$': '<rootDir>/constructs/index.ts',
    '^stagecraft-constructs/(.*)$': '<rootDir>/constructs/$1',
  },
  collectCoverageFrom: ['lib/**/*.ts', 'constructs/**/*.ts', 'workloads/**/*.ts', '!**/*.d.ts', '!**/dist/**'],
  coverageThreshold: { global: { lines: 95, branches: 90 } },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/constructs/dist', '<rootDir>/out'],
};
