import { graph, placeOf, type ServiceLetter } from '../../../../workloads/greeting-service/graph';
import type { DocumentServer } from '../../../rehearsal/engine';

/** The services that store what they are called with. */
export const storing = (Object.keys(graph) as ServiceLetter[]).filter((letter) => graph[letter].stores && graph[letter].queue === undefined);

/** The service that stores what the queue brings. */
export const CONSUMER: ServiceLetter = 'f';

/** A number for each service; nothing but zero for those that do not store. */
export type DocumentCounts = Readonly<Record<ServiceLetter, number>>;

/** Number of documents of each service. */
export async function documentCounts(database: DocumentServer): Promise<DocumentCounts> {
  const counts = { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, h: 0 };
  await Promise.all(
    [...storing, CONSUMER].map(async (letter) => {
      const { database: name, collection } = placeOf(letter);
      counts[letter] = await database.count(name, collection);
    }),
  );
  return counts;
}

/** Names of the services whose greetings a service has stored; the two protocols name the field differently. */
export async function storedServices(database: DocumentServer, letter: ServiceLetter): Promise<string> {
  const { database: name, collection } = placeOf(letter);
  const documents = await database.documents(name, collection);
  return [...new Set(documents.map((document) => String(document['servicename'] ?? document['service'])))].sort().join(', ');
}
