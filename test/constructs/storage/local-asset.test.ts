import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { AssetManifestArtifact } from 'aws-cdk-lib/cx-api';
import { LocalAsset } from 'stagecraft-constructs/storage';
import { granteeIn, statementsOf, templateOf } from '../../support/synth';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-asset-'));
  writeFileSync(join(folder, 'job.py'), 'print(1)\n');
  writeFileSync(join(folder, 'other.py'), 'print(2)\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What would be uploaded for the assets that `build` makes. */
function uploads(build: (stack: Stack) => void) {
  const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  build(stack);
  const assembly = app.synth();
  const [manifest] = assembly.artifacts.filter((artifact): artifact is AssetManifestArtifact => artifact.id === 'Stack.assets');
  const { files = {} } = (manifest as AssetManifestArtifact).contents;
  return Object.values(files)
    .map(({ source, destinations }) => ({
      packaging: source.packaging,
      path: source.path ?? '',
      to: Object.values(destinations)[0]?.objectKey ?? '',
    }))
    .filter(({ path }) => !path.endsWith('.template.json'));
}

test('uploads a file unchanged, with its content hash as key', () => {
  const [upload, ...others] = uploads((stack) => new LocalAsset(stack, 'Job', { path: join(folder, 'job.py') }));

  expect(others).toEqual([]);
  expect(upload).toMatchObject({ packaging: 'file', to: expect.stringMatching(/^[0-9a-f]{64}\.py$/) });
});

test('uploads a folder as one archive', () => {
  const [upload] = uploads((stack) => new LocalAsset(stack, 'Jobs', { path: folder }));

  expect(upload).toMatchObject({ packaging: 'zip', to: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) });
});

test('uploads the same content once, and other content with another key', () => {
  const keys: string[] = [];
  const made = uploads((stack) => {
    for (const [id, file] of Object.entries({ One: 'job.py', Same: 'job.py', Other: 'other.py' })) {
      keys.push(new LocalAsset(stack, id, { path: join(folder, file) }).objectKey);
    }
  });

  expect(made).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[0]);
});

test('exposes key and bucket of the upload', () => {
  const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false });
  const stack = new Stack(app, 'Stack', {
    env: { account: '111122223333', region: 'eu-central-1' },
    synthesizer: new DefaultStackSynthesizer({ fileAssetsBucketName: 'assets', bucketPrefix: 'prefix/' }),
  });
  const asset = new LocalAsset(stack, 'Job', { path: join(folder, 'job.py') });
  new CfnOutput(stack, 'Url', { value: asset.s3Url });

  expect(asset.bucketName).toBe('assets');
  Template.fromStack(stack).hasOutput('Url', { Value: `s3://assets/${asset.objectKey}` });
  expect(asset.objectKey).toMatch(/^prefix\/[0-9a-f]{64}\.py$/);
});

test('grantRead allows s3:GetObject on this object only', () => {
  let key = '';
  const template = templateOf((stack) => {
    const asset = new LocalAsset(stack, 'Job', { path: join(folder, 'job.py') });
    asset.grantRead(granteeIn(stack));
    key = asset.objectKey;
  });

  const [statement, ...others] = statementsOf(template);
  expect(others).toEqual([]);
  expect(statement?.actions).toEqual(['s3:GetObject']);
  expect(statement?.resources.join()).toContain(`/${key}`);
});

test('refuses a path that does not exist', () => {
  expect(() => templateOf((stack) => new LocalAsset(stack, 'Job', { path: join(folder, 'missing.py') }))).toThrow(/missing\.py/);
});
