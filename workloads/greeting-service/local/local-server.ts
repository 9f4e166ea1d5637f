import type { AddressInfo, Server, Socket } from 'node:net';

/** A server on the loopback address that can be stopped and restarted. */
export interface LocalServer {
  readonly port: number;
  /** Closes every connection and the listener, like a crash. */
  stop(): Promise<void>;
  /** Listens on the same port again. */
  resume(): Promise<void>;
}

/** Starts a server on a free port of the loopback address. */
export async function listenLocally(server: Server): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    resume: () => listen(port),
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
