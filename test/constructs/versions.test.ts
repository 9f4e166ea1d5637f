import * as glue from 'aws-cdk-lib/aws-glue';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as pins from 'stagecraft-constructs/versions';

const { versions } = pins;

test('every pinned version stands in the list, and nothing else does', () => {
  const { versions: _, ISTIO_KUBERNETES: __, ZONE_GAPS: ___, ...constants } = pins;

  expect(versions.map(({ version }) => version).sort()).toEqual(Object.values(constants).flat().sort());
});

test('each pin has its end of support, if published, and the source', () => {
  for (const { name, endOfSupport, source } of versions) {
    expect(name).toMatch(/^\S.*\S$/);
    expect(source).toMatch(/^https:\/\/\S+$/);
    if (endOfSupport !== undefined) expect(new Date(endOfSupport).toISOString().slice(0, 10)).toBe(endOfSupport);
  }
});

test('the CDK knows the runtime and the Glue versions', () => {
  expect(lambda.Runtime.ALL.map(({ name }) => name)).toContain(pins.LAMBDA_RUNTIME);
  expect(Object.values(glue.GlueVersion)).toEqual(expect.arrayContaining([...pins.GLUE_VERSIONS]));
});
