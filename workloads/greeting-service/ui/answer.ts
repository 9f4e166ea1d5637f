/** Fields of a greeting that the page shows. */
export interface Card {
  readonly service: string;
  readonly message: string;
  readonly created: string;
  readonly hostname: string;
}

/** Parses the greetings of a response: REST sends a list, the gateway an object that contains one. @throws Error if it is neither */
export function cardsOf(answer: unknown): Card[] {
  const list = typeof answer === 'object' && answer !== null && 'greeting' in answer ? answer.greeting : answer;
  if (!Array.isArray(list)) throw new Error('the answer has no greetings in it');
  return list.map((item: Readonly<Record<string, unknown>>) => ({
    service: text(item['service']),
    message: text(item['message']),
    created: localTime(text(item['created'])),
    hostname: text(item['hostname']),
  }));
}

/** URL of an API's greetings. @throws Error if it is not a web address */
export function greetingUrl(address: string): string {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new Error('the API address begins with https:// or http://');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/api/greeting`;
}

/** Formats a time as `yyyy-MM-dd HH:mm:ss.SSS` in the local time zone; returns invalid times unchanged. */
export function localTime(created: string): string {
  const date = new Date(created);
  if (Number.isNaN(date.getTime())) return created;
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
