import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelModel, connect } from 'amqplib';
import { type Log, reasonOf } from './log';

export interface AmqpLinkOptions {
  /** `amqp://` or `amqps://`, with credentials. */
  readonly connection: string;
  readonly log: Log;
  /** Opens channels on a new connection. Call `lost` when a channel closes while its connection lives on; the connection is then replaced. */
  open(connection: ChannelModel, lost: (reason: unknown) => void): Promise<void>;
  /** Called when the connection is lost. */
  closed(): void;
}

/** A broker connection with automatic reconnects: first after 100 ms, with backoff up to 5 s. */
export class AmqpLink {
  private readonly stopped = new AbortController();
  private readonly running: Promise<void>;
  private current?: ChannelModel;

  public constructor(private readonly options: AmqpLinkOptions) {
    this.running = this.run();
  }

  public async close(): Promise<void> {
    this.stopped.abort();
    await this.current?.close().catch(() => {});
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    let waitMs = 100;
    while (!signal.aborted) {
      try {
        await this.connection(() => {
          waitMs = 100;
        });
      } catch (error) {
        if (!signal.aborted) this.options.log.error('no connection to the queue', { error: reasonOf(error) });
      }
      this.options.closed();
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, 5_000);
    }
  }

  /** Opens a connection. Settles when it ends. */
  private async connection(opened: () => void): Promise<void> {
    const { connection, log, open } = this.options;
    // Heartbeats detect within seconds a broker that disappeared without closing the connection.
    const model = await connect(withHeartbeat(connection), { timeout: 5_000 });
    this.current = model;
    const ended = new Promise<void>((resolve, reject) => {
      model.on('close', () => resolve());
      model.on('error', reject);
    });
    // Prevents an unhandled rejection until the promise is awaited below.
    ended.catch(() => {});
    const lost = (reason: unknown) => {
      log.error('the channel to the queue was closed', { error: reasonOf(reason) });
      model.close().catch(() => {});
    };
    try {
      await open(model, lost);
      opened();
      if (this.stopped.signal.aborted) await model.close();
      log.info('connected to the queue');
      await ended;
      if (!this.stopped.signal.aborted) log.error('the connection to the queue was closed');
    } finally {
      this.current = undefined;
      await model.close().catch(() => {});
    }
  }
}

function withHeartbeat(connection: string): string {
  const url = new URL(connection);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', '5');
  return url.href;
}
