import { descriptor } from './descriptor';

const { Greeting, GreetingResponse, GreetingService } = descriptor.nested.greeting.nested.v3.nested;

interface Message {
  readonly fields: Readonly<Record<string, { readonly type: string; readonly rule?: string }>>;
}

/** OpenAPI 3.1 document of the gateway, generated from the protobuf definitions: one path per HTTP annotation. */
export function openApi() {
  const { options } = GreetingService.methods.Greeting;
  return {
    openapi: '3.1.0',
    info: { title: 'greeting.v3', version: '3.0.0' },
    paths: {
      [options['(google.api.http).get']]: {
        get: {
          operationId: 'GreetingService_Greeting',
          responses: {
            200: answer('greetings of all services that took part', { $ref: '#/components/schemas/GreetingResponse' }),
            default: answer('the call failed', { $ref: '#/components/schemas/Status' }),
          },
        },
      },
    },
    components: {
      schemas: {
        Greeting: schemaOf(Greeting),
        GreetingResponse: schemaOf(GreetingResponse),
        Status: {
          type: 'object',
          properties: { code: { type: 'integer', format: 'int32' }, message: { type: 'string' }, details: { type: 'array', items: {} } },
        },
      },
    },
  };
}

function answer(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } };
}

function schemaOf({ fields }: Message) {
  const properties = Object.entries(fields).map(([name, { type, rule }]) => {
    const one = type === 'string' ? { type } : { $ref: `#/components/schemas/${type}` };
    return [name, rule === 'repeated' ? { type: 'array', items: one } : one];
  });
  return { type: 'object', properties: Object.fromEntries(properties) };
}
