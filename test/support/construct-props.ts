import { repositoryFiles, textOf } from './files';

/** A prop of an interface that constructs are made with. */
export interface ConstructProp {
  /** Interface that declares it. */
  readonly owner: string;
  readonly name: string;
  /** Type as it is written, without `readonly`. */
  readonly type: string;
}

interface Declared {
  readonly parents: readonly string[];
  readonly props: readonly ConstructProp[];
}

const sources = repositoryFiles('constructs/*/*.ts', 'constructs/*.ts').filter((file) => !/^constructs\/(dist|mesh\/imports)\//.test(file));

/** Every interface of the constructs, by its name. */
const interfaces = new Map<string, Declared>(
  sources.flatMap((file) =>
    [...textOf(file).matchAll(/^export interface (\w+)(?: extends ([^{]+))? \{\n(.*?)^\}/gms)].map(([, owner = '', parents = '', body = '']) => [
      owner,
      {
        parents: [...parents.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name),
        props: [...body.matchAll(/^ {2}readonly (\w+)\??: (.+);$/gm)].map(([, name = '', type = '']) => ({
          owner,
          name,
          type: type.replace(/\breadonly /g, ''),
        })),
      },
    ]),
  ),
);

/** Classes that are constructs, or are built on one. */
export const constructClasses: readonly string[] = sources.flatMap((file) =>
  [...textOf(file).matchAll(/^export (?:abstract )?class (\w+) extends/gm)].map(([, name = '']) => name),
);

/** Interfaces by which constructs are made. */
export const propsInterfaces: readonly string[] = [...interfaces.keys()].filter((name) => name.endsWith('Props'));

/** Props of an interface, with those that it inherits from interfaces of ours. */
export function propsOf(owner: string): readonly ConstructProp[] {
  const { parents, props } = interfaces.get(owner) ?? { parents: [], props: [] };
  return [...props, ...parents.flatMap(propsOf)];
}
