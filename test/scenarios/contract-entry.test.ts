import { decoded, list, missingEntries, optional, text } from '../../lib/scenarios/contract-entry';

const contract = { bucket: text('a bucket'), crawlers: list('crawlers'), key: optional('a key'), image: text('an image', 'account:vendor') };

describe('decoded', () => {
  test('decodes text, list and optional entries to their types', () => {
    expect(decoded(contract, { bucket: 'lake', crawlers: 'raw,rates', key: 'k' }, 'account')).toEqual({
      bucket: 'lake',
      crawlers: ['raw', 'rates'],
      key: 'k',
    });
  });

  test('returns an empty list or undefined for unpublished entries', () => {
    expect(decoded(contract, { bucket: 'lake' }, 'account')).toEqual({ bucket: 'lake', crawlers: [], key: undefined });
  });

  test('returns only the entries of the named account', () => {
    expect(decoded(contract, { bucket: 'lake', image: 'i' }, 'account:vendor')).toEqual({ image: 'i' });
  });
});

test.each([
  ['text', contract.bucket, 'a,b'],
  ['a list', contract.crawlers, ['raw', 'rates']],
  ['a list of one', contract.crawlers, ['raw']],
  ['an empty list', contract.crawlers, []],
  ['an optional entry', contract.key, 'k'],
  ['an absent optional entry', contract.key, undefined],
])('reads %s back as it was published', (_, entry, value) => {
  expect(entry.decode(entry.encode(value as never))).toEqual(value);
});

test('publishes nothing for an empty list', () => {
  expect(contract.crawlers.encode([])).toBeUndefined();
});

test.each([
  ['with a comma', ['raw,rates'], "a list of the contract cannot hold 'raw,rates': its values are separated by commas"],
  ['that is empty', ['raw', ''], "a list of the contract cannot hold ''"],
])('refuses a value of a list %s', (_, values, message) => {
  expect(() => contract.crawlers.encode(values)).toThrow(message);
});

test('only text entries of the account itself are missing', () => {
  expect(missingEntries(contract, {}, 'account')).toEqual(['bucket']);
  expect(missingEntries(contract, {}, 'account:vendor')).toEqual(['image']);
  expect(missingEntries(contract, { bucket: 'lake' }, 'account')).toEqual([]);
});
