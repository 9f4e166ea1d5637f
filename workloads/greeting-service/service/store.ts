import type { Greeting } from './greeting';

/** Document of a greeting, without its key. REST and gRPC services name and type two of the fields differently. */
export type GreetingDocument =
  | { readonly id: string; readonly servicename: string; readonly message: string; readonly createdat: Date; readonly hostname: string }
  | Greeting;

/** A document store. */
export interface Store {
  /** True after the first connection. Later failures are logged, and requests are still answered. */
  readonly isReady: boolean;
  /** Stores a document, once per id. @throws Error within the given milliseconds */
  insert(document: GreetingDocument, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** In-memory store for rehearsals and tests; `documents` lists the documents, oldest first. */
export function memoryStore(): Store & { readonly documents: ReadonlyMap<string, GreetingDocument> } {
  const documents = new Map<string, GreetingDocument>();
  return {
    documents,
    isReady: true,
    async insert(document) {
      if (!documents.has(document.id)) documents.set(document.id, document);
    },
    async close() {},
  };
}
