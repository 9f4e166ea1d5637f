import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { PageConfiguration } from './configuration';
import { httpServer } from './http-server';
import type { ServerParts } from './listening';

const FILES = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
} as const;

/** Content Security Policy: the page may call any API, because its user enters the address, and loads code and styles from its own origin only. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the page that shows greetings. @throws Error if the page is not built */
export async function pageServer({ folder, apiUrl }: PageConfiguration, parts: ServerParts): Promise<FastifyInstance> {
  const server = httpServer(parts);
  server.addHook('onRequest', (_, reply, done) => {
    reply.header('content-security-policy', POLICY).header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    done();
  });
  for (const [name, type] of Object.entries(FILES)) {
    const content = await readFile(join(folder, name));
    server.get(name === 'index.html' ? '/' : `/${name}`, (_, reply) => reply.type(type).header('cache-control', 'no-cache').send(content));
  }
  server.get('/settings.json', () => ({ apiUrl }));
  return server;
}
