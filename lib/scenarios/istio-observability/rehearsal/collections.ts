import { graph, placeOf, type ServiceLetter } from '../../../../workloads/greeting-service/graph';
import type { DocumentServer } from '../../../rehearsal/engine';

/** The services that store. */
export const storing = (Object.keys(graph) as ServiceLetter[]).filter((letter) => graph[letter].stores);

/** Documents of each service that stores. */
export async function documentCounts(database: DocumentServer): Promise<Readonly<Record<string, number>>> {
  const counts = await Promise.all(
    storing.map(async (letter) => {
      const { database: name, collection } = placeOf(letter);
      return [letter, await database.count(name, collection)] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** Names of the services whose greetings a service has stored; the two protocols name the field differently. */
export async function storedServices(database: DocumentServer, letter: ServiceLetter): Promise<string> {
  const { database: name, collection } = placeOf(letter);
  const documents = await database.documents(name, collection);
  return [...new Set(documents.map((document) => String(document['servicename'] ?? document['service'])))].sort().join(', ');
}
