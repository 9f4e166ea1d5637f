/** Sources are run as they are, without a build: TypeScript is stripped by swc and the constructs are taken from their folder. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  moduleNameMapper: {
    '^stagecraft-constructs$': '<rootDir>/constructs/index.ts',
    '^stagecraft-constructs/(.*)$': '<rootDir>/constructs/$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/constructs/dist', '<rootDir>/out'],
};
