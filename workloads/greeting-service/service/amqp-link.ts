import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelModel, connect } from 'amqplib';
import { type Log, reasonOf } from './log';

export interface AmqpLinkOptions {
  /** `amqp://` or `amqps://`, with credentials. */
  readonly connection: string;
  readonly log: Log;
  /** Opens channels on a fresh connection. `lost` is for a channel that ends while its connection lives on: everything is then made anew. */
  open(connection: ChannelModel, lost: (reason: unknown) => void): Promise<void>;
  /** The connection is gone. */
  closed(): void;
}

/** A connection to a broker that is made again whenever it is lost, at first after 100 ms, then less and less often, at least every 5 s. */
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

  /** Opens a connection and resolves or rejects when it has ended. */
  private async connection(opened: () => void): Promise<void> {
    const { connection, log, open } = this.options;
    // Heartbeats notice within seconds that a broker has vanished without a word.
    const model = await connect(withHeartbeat(connection), { timeout: 5_000 });
    this.current = model;
    const ended = new Promise<void>((resolve, reject) => {
      model.on('close', () => resolve());
      model.on('error', reject);
    });
    // The promise is awaited below; until then a rejection is not an unhandled one.
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
