import { cardsOf, greetingUrl, localTime } from '../../../workloads/greeting-service/ui/answer';

const greeting = { id: '1', service: 'Service A', message: 'Hello', created: '2026-11-21T10:00:00.123456789Z', hostname: 'pod' };

test('parses greetings of REST and of the gateway', () => {
  const card = { service: 'Service A', message: 'Hello', created: localTime(greeting.created), hostname: 'pod' };
  expect(cardsOf([greeting])).toEqual([card]);
  expect(cardsOf({ greeting: [greeting] })).toEqual([card]);
});

test.each([['text'], [null], [{}], [{ greeting: 'x' }]])('finds no greetings in %j', (answer) => {
  expect(() => cardsOf(answer)).toThrow('the answer has no greetings in it');
});

test('formats times as yyyy-MM-dd HH:mm:ss.SSS, and returns invalid times unchanged', () => {
  expect(localTime(greeting.created)).toMatch(/^2026-11-2[012] \d\d:\d\d:00\.123$/);
  expect(localTime('yesterday')).toBe('yesterday');
});

test('shows a missing field as empty', () => {
  expect(cardsOf([{ service: 'Service A' }])).toEqual([{ service: 'Service A', message: '', created: '', hostname: '' }]);
});

test.each([
  ['https://api.example.com', 'https://api.example.com/api/greeting'],
  [' http://127.0.0.1:8080/ ', 'http://127.0.0.1:8080/api/greeting'],
  ['https://example.com/team/', 'https://example.com/team/api/greeting'],
])('the address of %s is %s', (address, expected) => {
  expect(greetingUrl(address)).toBe(expected);
});

test.each(['', 'api.example.com', 'javascript:alert(1)'])("refuses the address '%s'", (address) => {
  expect(() => greetingUrl(address)).toThrow('the API address begins with https:// or http://');
});
