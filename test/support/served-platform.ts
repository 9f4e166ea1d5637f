import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOrder } from '../../workloads/greeting-service/graph';
import type { Protocol } from '../../workloads/greeting-service/service/configuration';

/** An answer in place of the platform's; without a status, the connection is closed. */
export interface HttpFault {
  readonly status?: number;
  readonly body?: string;
}

/** The page and the API of the platform, where one request may fail. It knows what was asked. */
export class ServedPlatform {
  /** Requests in order, `GET /path`. */
  public readonly asked: string[] = [];
  private readonly server: Server;

  /** @param fault answers in place of the platform, by the name of a request and its place among those of this name */
  constructor(
    private readonly protocol: Protocol,
    private readonly fault: (name: string, occurrence: number) => HttpFault | undefined,
  ) {
    this.server = createServer((request, response) => {
      const name = `${request.method} ${request.url}`;
      this.asked.push(name);
      const fault = this.fault(name, this.asked.filter((each) => each === name).length);
      if (fault && fault.status === undefined) return request.socket.destroy();
      response.writeHead(fault?.status ?? 200).end(fault ? fault.body : this.answer(name));
    });
  }

  public async start(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  public close(): void {
    this.server.close().closeAllConnections();
  }

  private answer(name: string): string {
    if (name === 'GET /') return '<!doctype html><html></html>';
    const greetings = answerOrder(this.protocol).map((service, index) => ({
      id: `463ac35c-9f64-43ad-8848-5a3953bb612${index}`,
      ...{ service, message: 'Hello', created: '2026-11-21T10:00:00.000Z', hostname: 'here' },
    }));
    return JSON.stringify(this.protocol === 'rest' ? greetings : { greeting: greetings });
  }
}
