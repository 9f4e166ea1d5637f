// A minimal service of the greeting graph: node plain-greeting.cjs <name> <address of a child>…
const { randomUUID } = require('node:crypto');
const { hostname } = require('node:os');
const fastify = require('fastify')();
const { request } = require('undici');

const [name, ...children] = process.argv.slice(2);

fastify.get('/api/greeting', async () => {
  const answer = [];
  for (const child of children) {
    const { body } = await request(`${child}/api/greeting`);
    answer.push(...(await body.json()));
  }
  answer.push({ id: randomUUID(), service: name, message: `Hello, from ${name}!`, created: new Date().toISOString(), hostname: hostname() });
  return answer;
});

fastify
  .listen({ port: 0, host: '127.0.0.1' })
  .then(() => process.stdout.write(`${JSON.stringify({ msg: 'listening', port: fastify.server.address().port })}\n`));
