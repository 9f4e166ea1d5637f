import { createServer } from 'node:net';
import type { DocumentServer } from '../../engine';
import { listenOnLoopback } from '../loopback-server';
import { Databases } from './commands';
import { answerMessages } from './wire';

/**
 * A double of MongoDB: a server in this process that speaks its protocol over documents in memory, with mingo for filters, updates and pipelines.
 *
 * What mongod refuses is refused with its code; what the double leaves out is refused as NotImplemented. Documents survive `stop`.
 */
export async function documentDouble(): Promise<DocumentServer & { readonly port: number; readonly isDouble: true }> {
  const databases = new Databases();
  const server = await listenOnLoopback(createServer((socket) => answerMessages(socket, (command) => databases.run(command))));
  return {
    ...server,
    isDouble: true,
    url: `mongodb://127.0.0.1:${server.port}/?directConnection=true`,
    count: async (database, collection) => databases.count(database, collection),
    documents: async (database, collection) => databases.documents(database, collection),
  };
}
