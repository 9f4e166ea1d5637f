import { constructClasses, propsInterfaces, propsOf } from '../support/construct-props';
import { CONCRETE_PROPS } from './offenders';

const concrete = propsInterfaces.flatMap((owner) =>
  propsOf(owner)
    .filter((prop) => prop.owner === owner && [...prop.type.matchAll(/(?<![.\w])[A-Z]\w+/g)].some(([name]) => constructClasses.includes(name)))
    .map(({ name, type }) => `${owner}.${name}: ${type}`),
);

test('there are props and constructs to look at', () => {
  expect(propsInterfaces.length).toBeGreaterThan(40);
  expect(constructClasses).toEqual(expect.arrayContaining(['EksCluster', 'PostgresDatabase', 'AthenaFunction']));
  expect(propsOf('CatalogTableProps').map(({ name }) => name)).toEqual(expect.arrayContaining(['columns', 'database']));
});

test('no prop has a concrete construct of ours as its type: what exists already comes by an interface', () => {
  expect(concrete.filter((prop) => !CONCRETE_PROPS.includes(prop))).toEqual([]);
});

test('each concrete prop of the offenders still is one', () => {
  expect(CONCRETE_PROPS.filter((prop) => !concrete.includes(prop))).toEqual([]);
});
