import { documentDouble } from '../../../lib/rehearsal/engines/document-double';
import { countDocuments } from '../../../workloads/greeting-service/service/documents';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { mongoStore } from '../../../workloads/greeting-service/service/mongo-store';

test('counts the documents of each service that stores, also where there are none', async () => {
  const server = await documentDouble();
  const log = createLog({ level: 'panic', service: 'test', write: () => {}, now: () => new Date() });
  const store = mongoStore({ connection: server.url, database: 'service-c', collection: 'greetings', log });
  const document = (id: string) => ({ id, servicename: 'Service C', message: 'hello', createdat: new Date(0), hostname: 'here' });
  await store.insert(document('1'), 5_000);
  await store.insert(document('2'), 5_000);

  await expect(countDocuments(server.url)).resolves.toEqual({
    'service-c.greetings': 2,
    'service-f.messages': 0,
    'service-g.greetings': 0,
    'service-h.greetings': 0,
  });
  await store.close();
  await server.stop();
});
