const { TestEnvironment } = require('jest-environment-node');

/** Node as ever, and a way to load what cannot be loaded within the sandbox of a test: PGlite loads itself by `import()`. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireOutside = require;
  }
};
