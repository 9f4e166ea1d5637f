import { scenario as overGrpc } from '../../../lib/scenarios/istio-grpc/scenario';
import { scenario as overRest } from '../../../lib/scenarios/istio-observability/scenario';
import { textOf } from '../../support/files';

const READMES = { 'istio-observability': overRest, 'istio-grpc': overGrpc } as const;
const textFor = (id: string) => textOf(`lib/scenarios/${id}/README.md`);
const headingsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => String(title).toLowerCase().replaceAll(' ', '-'));

test.each(Object.entries(READMES))('keys that the README of %s sets exist', (id, scenario) => {
  const keys = [...textFor(id).matchAll(/--set (\w+)=/g)].map(([, key]) => key);

  expect(Object.keys(scenario.config.shape)).toEqual(expect.arrayContaining(keys));
});

test('headings of the other README that are linked exist', () => {
  const linked = [...textFor('istio-grpc').matchAll(/\]\(\.\.\/istio-observability\/README\.md#([a-z-]+)\)/g)].map(([, heading]) => heading);

  expect(linked.length).toBeGreaterThan(3);
  expect(headingsOf(textFor('istio-observability'))).toEqual(expect.arrayContaining(linked));
});
