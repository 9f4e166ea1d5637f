// A minimal service of the gRPC graph: node plain-greeting-grpc.cjs <name> <address of a child>…, or gateway <address>
const { randomUUID } = require('node:crypto');
const { hostname } = require('node:os');
const { join } = require('node:path');
const { credentials, makeGenericClientConstructor, Server, ServerCredentials } = require('@grpc/grpc-js');
const { greetingService } = require(join(__dirname, '../../dist/workloads/greeting-service/proto/definition.js'));

const [name, ...addresses] = process.argv.slice(2);
const Client = makeGenericClientConstructor(greetingService, 'GreetingService');
const children = addresses.map((address) => new Client(address, credentials.createInsecure()));
const greetingsOf = (child) =>
  new Promise((resolve, reject) => {
    child.Greeting({}, (error, response) => (error ? reject(error) : resolve(response.greeting)));
  });
const listening = (port) => process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);

if (name === 'gateway') {
  const fastify = require('fastify')();
  fastify.get('/api/greeting', async () => ({ greeting: await greetingsOf(children[0]) }));
  fastify.listen({ port: 0, host: '127.0.0.1' }).then(() => listening(fastify.server.address().port));
} else {
  const server = new Server();
  server.addService(greetingService, {
    async Greeting(_, answered) {
      const greeting = [
        { id: randomUUID(), service: name, message: `Hello, from ${name}!`, created: new Date().toISOString(), hostname: hostname() },
      ];
      for (const child of children) greeting.push(...(await greetingsOf(child)));
      answered(null, { greeting });
    },
  });
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, port) => listening(port));
}
