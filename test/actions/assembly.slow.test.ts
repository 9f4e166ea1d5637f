import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { access } from '../../lib/actions/access';
import { nestedStacks, readAssembly } from '../../lib/actions/assembly';
import { validateScenarios } from '../../lib/actions/validate';
import { validateCommand } from '../../lib/cli/validate';
import { writeAssembly } from '../support/cloud-assembly';
import { recordingUi } from '../support/recording-ui';

// The first validation of a process loads the CDK.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const next = () => join(folder, String(count++));
const TOPIC = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };

describe.each([
  ['access', (app: string) => access({ app })],
  ['validate', (app: string) => validateScenarios({ app })],
])('%s refuses', (_, run) => {
  test('an assembly without stacks, with its folder', async () => {
    const path = writeAssembly(next());
    await expect(run(path)).rejects.toMatchObject({ exitCode: 2, refusal: { problem: 'the cloud assembly has no stacks', got: path } });
  });

  test.each<[string, unknown, string]>([
    ['is a list', [], 'the template is no JSON object'],
    ['has a list of Resources', { Resources: ['a'] }, 'the Resources of the template are no JSON object'],
    ['has null for Resources', { Resources: null }, 'the Resources of the template are no JSON object'],
    ['has no Resources', { Parameters: {} }, 'no template has Resources'],
    ['is broken', '{"Resources":', 'a file of the cloud assembly cannot be read: Unexpected end of JSON input'],
    ['is YAML', 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n', 'a file of the cloud assembly cannot be read: Unexpected token'],
  ])('a template that %s, with its file', async (__, template, problem) => {
    const path = writeAssembly(next(), { name: 'app', template });
    await expect(run(path)).rejects.toMatchObject({
      exitCode: 2,
      refusal: { problem: expect.stringContaining(problem), got: join(path, 'app.template.json') },
    });
  });

  test('a template that is not there, with its file', async () => {
    const path = writeAssembly(next(), { name: 'app', template: TOPIC });
    rmSync(join(path, 'app.template.json'));
    await expect(run(path)).rejects.toMatchObject({ exitCode: 2, refusal: { got: join(path, 'app.template.json') } });
  });

  test.each(['null', '[]', '{', '"text"'])('a manifest of %s, with its file', async (manifest) => {
    const path = writeAssembly(next(), { name: 'app', template: TOPIC });
    writeFileSync(join(path, 'manifest.json'), manifest);
    await expect(run(path)).rejects.toMatchObject({ exitCode: 2, refusal: { got: join(path, 'manifest.json') } });
  });

  test('a manifest whose artifacts have no form, without a word of the library', async () => {
    const path = writeAssembly(next(), { name: 'app', template: TOPIC });
    writeFileSync(join(path, 'manifest.json'), JSON.stringify({ version: '36.0.0', artifacts: { app: null } }));
    await expect(run(path)).rejects.toMatchObject({ exitCode: 2, refusal: { problem: expect.not.stringContaining('Cannot read properties') } });
  });
});

test('an empty stack beside others is read, since `cdk deploy` skips it', () => {
  const path = writeAssembly(next(), { name: 'app', template: TOPIC }, { name: 'empty', template: { Parameters: {} } });
  expect(readAssembly(path).map(({ name }) => name)).toEqual(['app', 'empty']);
});

describe('nested stacks', () => {
  /** An app whose stack has a nested one, with another and a mistake inside. @param named as the toolkit asks for metadata */
  function synthesized(named: boolean): string {
    const outdir = next();
    const app = new App({
      outdir,
      analyticsReporting: false,
      context: { 'aws:cdk:enable-asset-metadata': named },
      builtinCloudFormationValidation: false,
    });
    const inner = new NestedStack(new NestedStack(new Stack(app, 'app'), 'Outer'), 'Inner');
    new CfnResource(inner, 'Data', { type: 'AWS::S3::Bucket', properties: { BucketNam: 'x' } });
    app.synth();
    return outdir;
  }

  test.each([true, false])('are validated below their parents, with metadata of assets: %s', async (named) => {
    const result = await validateScenarios({ app: synthesized(named) });

    expect(result.templates).toBe(3);
    expect(result.scenarios).toEqual(['app', expect.stringMatching(/^app\/Outer\w+$/), expect.stringMatching(/^app\/Outer\w+\/Inner\w+$/)]);
    expect(result.findings).toContainEqual(expect.objectContaining({ stack: expect.stringMatching(/\/Inner\w+$/), resource: 'Data' }));
  });

  test('without a template in the assembly are named as not checked', async () => {
    const path = writeAssembly(next(), {
      name: 'app',
      template: { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/x.json' } } } },
    });
    const ui = recordingUi();
    await validateCommand(ui).parseAsync(['--app', path], { from: 'user' });

    expect(nestedStacks(readAssembly(path))).toEqual({ stacks: [], missing: ['app/Nested'] });
    expect(ui.texts[0]).toMatch(/not checked: .*nested stacks whose templates the assembly does not have: app\/Nested$/);
  });
});
