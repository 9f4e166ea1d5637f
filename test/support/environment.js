const { TestEnvironment } = require('jest-environment-node');

/** Node's environment, and a way to load PGlite outside the sandbox: it uses `import()`. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireOutside = require;
  }
};
