/** Every test that needs Node alone, the slow ones too, with the floors of coverage. */
const base = require('./jest.config.js');

module.exports = {
  ...base,
  testPathIgnorePatterns: base.testPathIgnorePatterns.filter((pattern) => !pattern.includes('slow')),
  testTimeout: 180_000,
  coverageReporters: ['text-summary', 'json-summary'],
  coverageThreshold: { global: { lines: 95, branches: 90 } },
};
