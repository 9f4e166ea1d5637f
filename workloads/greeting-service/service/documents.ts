import { MongoClient } from 'mongodb';
import { graph, placeOf, type ServiceLetter } from '../graph';
import { reasonOf } from './log';

/** Number of documents in the collection of each storing service, by `database.collection`. @throws Error if the database does not answer */
export async function countDocuments(connection: string): Promise<Record<string, number>> {
  const client = new MongoClient(connection, { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000, socketTimeoutMS: 10_000 });
  try {
    const places = (Object.keys(graph) as ServiceLetter[]).filter((letter) => graph[letter].stores).map(placeOf);
    const counts = await Promise.all(
      places.map(async ({ database, collection }) => [
        `${database}.${collection}`,
        await client.db(database).collection(collection).estimatedDocumentCount(),
      ]),
    );
    return Object.fromEntries(counts);
  } finally {
    await client.close();
  }
}

/** Runs beside a service, where the connection string is set: prints the counts as one line of JSON. */
async function main(): Promise<void> {
  try {
    process.stdout.write(`${JSON.stringify(await countDocuments(process.env['MONGO_CONN'] ?? ''))}\n`);
  } catch (error) {
    // The reason may contain a host but no password.
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1]?.endsWith('documents.mjs')) void main();
