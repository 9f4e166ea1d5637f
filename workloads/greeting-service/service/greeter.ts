import { randomUUID } from 'node:crypto';
import type { Child } from './child';
import type { Protocol } from './configuration';
import type { Deadline } from './deadline';
import { type Greeting, rfc3339 } from './greeting';
import { type Log, reasonOf } from './log';
import type { Metrics } from './metrics';
import type { Publisher } from './queue';
import type { GreetingDocument, Store } from './store';
import type { OpenSpan } from './tracing';

/** State of one request. Requests share no mutable state. */
export interface Call {
  readonly span: OpenSpan;
  readonly deadline: Deadline;
  /** Greeting that the caller sent. */
  readonly caller?: Greeting;
}

export interface GreeterParts {
  readonly protocol: Protocol;
  readonly name: string;
  readonly greeting: string;
  readonly hostname: string;
  readonly children: readonly Child[];
  readonly store?: Store;
  readonly publisher?: Publisher;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds since 1970, with fractions. */
  readonly now: () => number;
}

/**
 * Handles a request of a service. Failures of dependencies are logged and counted, and the response contains what succeeded.
 *
 * The protocols differ as their articles do. REST: children first, then itself; stores its own greeting; publishes in the background.
 * gRPC: itself first, then the children, which receive its greeting; stores the caller's greeting; publishes before it responds.
 */
export class Greeter {
  private readonly publishing = new Set<Promise<void>>();

  public constructor(private readonly parts: GreeterParts) {}

  public async greet(call: Call): Promise<Greeting[]> {
    const { protocol, publisher } = this.parts;
    const own = this.own();
    if (protocol === 'rest') {
      const answer = await this.askChildren(call);
      await this.store(own, call);
      if (publisher) this.publishLater(publisher, own, call);
      answer.push(own);
      return answer;
    }
    if (publisher) await this.publish(publisher, own, call);
    await this.store(call.caller ?? own, call);
    return [own, ...(await this.askChildren(call, own))];
  }

  /** Waits for messages that are published in the background. */
  public async settled(): Promise<void> {
    await Promise.all(this.publishing);
  }

  private own(): Greeting {
    const { name, greeting, hostname, now } = this.parts;
    return { id: randomUUID(), service: name, message: greeting, created: rfc3339(now()), hostname };
  }

  private async askChildren(call: Call, caller?: Greeting): Promise<Greeting[]> {
    const answer: Greeting[] = [];
    for (const child of this.parts.children) {
      const span = call.span.child(child.name);
      const started = performance.now();
      let failed = false;
      try {
        answer.push(...(await child.greet({ headers: span.headers, timeoutMs: call.deadline.share, caller })));
      } catch (error) {
        failed = true;
        this.parts.log.error(`${child.name} did not answer`, { child: child.name, error: reasonOf(error), trace_id: span.traceId });
      }
      this.parts.metrics.called(child.name, !failed, (performance.now() - started) / 1_000);
      span.end(failed, { 'server.address': child.name });
    }
    return answer;
  }

  private async store(greeting: Greeting, { deadline, span }: Call): Promise<void> {
    const { store, protocol, log, metrics } = this.parts;
    if (!store) return;
    try {
      await store.insert(documentOf(greeting, protocol), deadline.share);
      metrics.stored(true);
    } catch (error) {
      metrics.stored(false);
      log.error('a greeting was not stored', { error: reasonOf(error), trace_id: span.traceId });
    }
  }

  private publishLater(publisher: Publisher, greeting: Greeting, call: Call): void {
    const published = this.publish(publisher, greeting, call).finally(() => this.publishing.delete(published));
    this.publishing.add(published);
  }

  private async publish(publisher: Publisher, greeting: Greeting, { deadline, span }: Call): Promise<void> {
    const { log, metrics } = this.parts;
    try {
      await publisher.publish({ id: greeting.id, body: Buffer.from(JSON.stringify(greeting)), headers: span.headers }, deadline.share);
      metrics.published(true);
    } catch (error) {
      metrics.published(false);
      log.error('a greeting was not published', { error: reasonOf(error), trace_id: span.traceId });
    }
  }
}

/** Document of a greeting, with the field names of the protocol's collections. */
export function documentOf({ id, service, message, created, hostname }: Greeting, protocol: Protocol): GreetingDocument {
  if (protocol === 'grpc') return { id, service, message, created, hostname };
  return { id, servicename: service, message, createdat: new Date(created), hostname };
}
