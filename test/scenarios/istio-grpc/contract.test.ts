import { greetingService } from '../../../workloads/greeting-service/proto/definition';
import { descriptor } from '../../../workloads/greeting-service/proto/descriptor';
import { openApi } from '../../../workloads/greeting-service/proto/open-api';
import stored from './greeting-v3.json';

type Image = Readonly<Record<string, Readonly<Record<string, string>>>>;
interface Message {
  readonly fields: Readonly<Record<string, { readonly id: number; readonly type: string; readonly rule?: string }>>;
}

const { GreetingService, ...messages } = descriptor.nested.greeting.nested.v3.nested;

/** Messages by field number, and methods by name: what clients depend on. */
function imageOf(all: Readonly<Record<string, Message>>): Image {
  const { requestType, responseType } = GreetingService.methods.Greeting;
  return {
    ...Object.fromEntries(
      Object.entries(all).map(([name, { fields }]) => [
        `greeting.v3.${name}`,
        Object.fromEntries(Object.entries(fields).map(([field, { id, type, rule }]) => [String(id), [field, rule, type].filter(Boolean).join(' ')])),
      ]),
    ),
    'greeting.v3.GreetingService': { Greeting: `${requestType} returns ${responseType}` },
  };
}

/** Breaking changes for clients of the stored image. Additions break no client. */
function breaking(before: Image, now: Image): string[] {
  return Object.entries(before).flatMap(([name, parts]) =>
    Object.entries(parts).flatMap(([key, was]) => (now[name]?.[key] === was ? [] : [`${name} ${key}: ${was} is ${now[name]?.[key] ?? 'gone'}`])),
  );
}

describe('acceptance 5: the protocol', () => {
  test('acceptance 5: compiles to one unary method with the expected path', () => {
    expect(Object.keys(greetingService)).toEqual(['Greeting']);
    expect(greetingService.Greeting).toMatchObject({ path: '/greeting.v3.GreetingService/Greeting', requestStream: false, responseStream: false });
    const greeting = { id: '1', service: 'Service A', message: 'Hello', created: 'now', hostname: 'here' };
    const { responseSerialize, responseDeserialize } = greetingService.Greeting;
    expect(responseDeserialize(responseSerialize({ greeting: [greeting, greeting] }))).toEqual({ greeting: [greeting, greeting] });
  });

  test('acceptance 5: fields have the expected numbers and types', () => {
    expect(imageOf(messages)).toEqual(stored);
  });

  test('acceptance 5: is compatible with the stored image, and the check detects breaking changes', () => {
    const renumbered = { ...messages, Greeting: { fields: { ...messages.Greeting.fields, created: { type: 'google.protobuf.Timestamp', id: 4 } } } };
    const { hostname: _, ...shorter } = messages.Greeting.fields;
    const longer = { ...messages, Greeting: { fields: { ...messages.Greeting.fields, language: { type: 'string', id: 6 } } } };

    expect(breaking(stored, imageOf(messages))).toEqual([]);
    expect(breaking(stored, imageOf(renumbered))).toEqual(['greeting.v3.Greeting 4: created string is created google.protobuf.Timestamp']);
    expect(breaking(stored, imageOf({ ...messages, Greeting: { fields: shorter } }))).toEqual(['greeting.v3.Greeting 5: hostname string is gone']);
    expect(breaking(stored, imageOf(longer))).toEqual([]);
  });
});

test('acceptance 15: the OpenAPI document has one path, GET /api/greeting', () => {
  expect(Object.entries(openApi().paths).map(([path, methods]) => [path, Object.keys(methods)])).toEqual([['/api/greeting', ['get']]]);
});
