import type { Greeting } from './greeting';

/** A greeting as a document, without its key. REST and gRPC services name and type two of the fields differently. */
export type GreetingDocument =
  | { readonly id: string; readonly servicename: string; readonly message: string; readonly createdat: Date; readonly hostname: string }
  | Greeting;

/** Keeps documents. */
export interface Store {
  /** True from the first connection on: what cannot be stored afterwards is logged, and requests are answered all the same. */
  readonly isReady: boolean;
  /** Stores a document once, however often it is called for the same id. @throws Error within so many milliseconds */
  insert(document: GreetingDocument, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A store in this process, for rehearsals and tests; the documents are in `documents`, oldest first. */
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
