/** Imports of `.sql` files give their text, as in the bundles of the functions. */
module.exports = { process: (text) => ({ code: `module.exports = { __esModule: true, default: ${JSON.stringify(text)} };` }) };
