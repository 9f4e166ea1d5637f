import { closePage, indexHtml, type OpenOptions, openPage } from './support/browser';
import { until } from './support/lines';

const API = 'https://api.example.com';
const greeting = (service: string) => ({ service, message: `Hello from ${service}`, created: 'just now', hostname: `pod-${service}` });

let told: { readonly info: jest.SpyInstance; readonly error: jest.SpyInstance };
beforeEach(() => {
  told = { info: jest.spyOn(console, 'info').mockImplementation(), error: jest.spyOn(console, 'error').mockImplementation() };
});
afterEach(closePage);

/** Opens a page with a fake API, and records the page's requests. */
function opened(answer: () => Response | Promise<Response> = () => Response.json([greeting('A')]), more: Pick<OpenOptions, 'html'> = {}) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return url === 'settings.json' ? Response.json({ apiUrl: API }) : answer();
  };
  return { ...openPage({ fetch, ...more }), asked };
}

/** Presses the button as soon as the page has an address. */
async function called(page: ReturnType<typeof opened>): Promise<Event> {
  await until('an address is there', () => page.address.value !== '');
  const submit = new Event('submit', { cancelable: true });
  page.form.dispatchEvent(submit);
  return submit;
}

async function answered(page: ReturnType<typeof opened>): Promise<void> {
  await called(page);
  await until('the call has ended', () => !page.button.disabled);
}

test('presets the deployed API address', async () => {
  const { address, asked } = opened();
  await until('an address is there', () => address.value !== '');

  expect({ address: address.value, asked }).toEqual({ address: API, asked: ['settings.json'] });
});

test('keeps an address that the user has typed meanwhile', async () => {
  const page = opened();
  page.address.value = 'http://127.0.0.1:8080';
  await answered(page);

  expect(page.address.value).toBe('http://127.0.0.1:8080');
  expect(page.asked).toEqual(['settings.json', 'http://127.0.0.1:8080/api/greeting']);
});

test('shows every greeting with its service, message, time and host, and the duration', async () => {
  const page = opened(() => Response.json([greeting('A'), greeting('B')]));
  await answered(page);

  expect(page.list.children.map(({ tag, lines }) => [tag, ...lines])).toEqual([
    ['li', 'A', 'Hello from A', 'created', 'just now', 'host', 'pod-A'],
    ['li', 'B', 'Hello from B', 'created', 'just now', 'host', 'pod-B'],
  ]);
  expect(page.said.textContent).toMatch(/^2 greetings in \d+ ms$/);
  expect(page.said.classes).toEqual(new Set());
  expect(told.info).toHaveBeenCalledWith('answered', { greetings: 2, milliseconds: expect.any(Number) });
});

test('renders service data as text, never as markup', async () => {
  const page = opened(() => Response.json([{ ...greeting('A'), message: '<img src=x onerror=alert(1)>' }]));
  await answered(page);

  expect(page.list.lines).toContain('<img src=x onerror=alert(1)>');
});

test('stays on the page and starts no second call while one is in flight', async () => {
  let answer: (response: Response) => void = () => {};
  const page = opened(() => new Promise((resolve) => (answer = resolve)));
  const submit = await called(page);

  expect(submit.defaultPrevented).toBe(true);
  expect({ text: page.said.textContent, disabled: page.button.disabled }).toEqual({ text: '…', disabled: true });

  answer(Response.json([]));
  await until('the call has ended', () => !page.button.disabled);
  expect(page.said.textContent).toMatch(/^0 greetings in/);
});

test.each<[string, () => Response | Promise<Response>, string]>([
  ['an error status', () => new Response('', { status: 503 }), 'the API answered 503'],
  ['an answer without greetings', () => Response.json({ hello: 'world' }), 'the answer has no greetings in it'],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), 'Failed to fetch'],
  ['a reason that is not an Error', () => Promise.reject('gave up'), 'gave up'],
])('shows %s as an error, and clears previous greetings', async (_, wrong, reason) => {
  let answer: () => Response | Promise<Response> = () => Response.json([greeting('A')]);
  const page = opened(() => answer());
  await answered(page);
  answer = wrong;
  await answered(page);

  expect({ text: page.said.textContent, classes: page.said.classes }).toEqual({ text: `No greetings: ${reason}`, classes: new Set(['wrong']) });
  expect(page.list.children).toEqual([]);
  expect(told.error).toHaveBeenCalledWith(reason);
});

test('clears the error after a success', async () => {
  let status = 500;
  const page = opened(() => Response.json([], { status }));
  await answered(page);
  status = 200;
  await answered(page);

  expect(page.said.classes).toEqual(new Set());
});

test('reports an invalid address without a request', async () => {
  const page = opened();
  page.address.value = 'api.example.com';
  await answered(page);

  expect(page.said.textContent).toBe('No greetings: the API address begins with https:// or http://');
  expect(page.asked).toEqual(['settings.json']);
});

test.each([
  ['form', '<form>'],
  ['#address', 'id="address"'],
  ['output', '<output aria-live="polite">'],
])('a page without %s reports it', (selector, part) => {
  expect(() => opened(undefined, { html: indexHtml.replace(part, '') })).toThrow(`the page has no ${selector}`);
});
