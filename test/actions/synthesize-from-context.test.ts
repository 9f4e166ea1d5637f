import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeFromContext } from '../../lib/actions/synthesize-from-context';
import { registry } from '../../lib/scenarios/registry';
import { registerToy } from '../support/toy-scenario';

registerToy();
// The first synthesis of a process loads the CDK.
jest.setTimeout(60_000);

/** Synthesizes as the CDK's command line asks for it, and returns what it deploys, by file. */
async function assemblyFor(context: Readonly<Record<string, unknown>>, { outdir }: { readonly outdir?: string } = {}) {
  const before = { env: process.env, folder: process.cwd() };
  const folder = mkdtempSync(join(tmpdir(), 'context-'));
  process.env = { ...before.env, CDK_CONTEXT_JSON: JSON.stringify(context), ...(outdir !== undefined && { CDK_OUTDIR: join(folder, outdir) }) };
  process.chdir(folder);
  try {
    await synthesizeFromContext();
  } finally {
    process.chdir(before.folder);
    process.env = before.env;
  }
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => /(\.template|manifest)\.json$/.test(file)).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

const textOf = async (context: Readonly<Record<string, unknown>>) => Object.values(await assemblyFor({ scenario: 'toy', ...context })).join();

test('writes where the CDK asks for it, and to cdk.out when nobody does', async () => {
  const [first] = Object.keys(await assemblyFor({ scenario: 'toy' }, { outdir: 'asked' }));
  const [second] = Object.keys(await assemblyFor({ scenario: 'toy' }));

  expect([first, second]).toEqual([expect.stringMatching(/^asked\//), expect.stringMatching(/^cdk\.out\//)]);
});

test('takes stage, account, region and configuration from the context', async () => {
  const text = await textOf({ stage: 'test', account: 111122223333, region: 'eu-west-1', bucketName: 'my-bucket' });

  for (const part of ['"my-bucket-test"', '"/stagecraft/toy/test/worker"', '"CatalogId": "111122223333"', 'aws://111122223333/eu-west-1']) {
    expect(text).toContain(part);
  }
});

test('fits any account and region when none is named', async () => {
  const text = await textOf({});

  expect(text).toMatch(/"CatalogId": \{\s*"Ref": "AWS::AccountId"/);
  expect(text).toContain('aws://unknown-account/unknown-region');
});

test.each([['team'], ['acme:bucketNam'], ['cdk-migrate']])('leaves %s, which other apps may need, alone', async (key) => {
  expect(await textOf({ [key]: 'data' })).toBe(await textOf({}));
});

test('a key that was meant for the configuration is refused with the right one', async () => {
  await expect(assemblyFor({ scenario: 'toy', bucketNam: 'mine' })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/unknown key bucketNam.*did you mean 'bucketName'/),
  });
});

test('without a scenario says which there are, and how one is named', async () => {
  const known = Object.keys(registry);

  await expect(assemblyFor({})).rejects.toMatchObject({
    exitCode: 2,
    refusal: {
      problem: 'no scenario is given',
      allowed: known.join(', '),
      fix: `add one to the command: npx cdk synth -c scenario=${known[0]}`,
    },
  });
});
