import { appSource } from '../../lib/init/app';
import { toy } from '../support/toy-scenario';

/** Lines of the app that pins these values. */
function app(pinned: Readonly<Record<string, unknown>>, stage = 'dev'): readonly string[] {
  return appSource({ scenario: toy as never, stage }, pinned).split('\n');
}

test.each<[string, unknown, string]>([
  ['text', 'x', "'x'"],
  ['text with a quote', "it's", '"it\'s"'],
  ['a number', 0.5, '0.5'],
  ['a Boolean', true, 'true'],
  ['a list', ['a', 'b'], '["a","b"]'],
  ['an object', { days: 2 }, '{"days":2}'],
])('pins %s as a literal', (_, value, literal) => {
  expect(app({ key: value })).toContain(`  key: ${literal},`);
});

test('pins nothing when every value is a default', () => {
  expect(app({})).toContain('const values = config.parse({});');
});

test('gives the time to live to the stage, not to the schema', () => {
  const lines = app({ ttlHours: 48, bucketName: 'mine' });

  expect(lines).toEqual(expect.arrayContaining(['const values = config.parse({', "  bucketName: 'mine',", '});']));
  expect(lines).toContain("  const stage = new AppStage(new App(), { scenario: { id: 'toy', contract }, stageName, ttlHours: 48 });");
});

test('names the stage', () => {
  expect(app({}, 'test')).toContain("const stageName = 'test';");
});
