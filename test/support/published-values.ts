import type { AccountPlace, Contract, ContractValues } from '../../lib/scenarios/contract-entry';

/** Texts that a deployment with these values publishes, by the names of the entries. */
export function publishedValues<C extends Contract>(entries: C, values: ContractValues<C, AccountPlace>): Readonly<Record<string, string>> {
  const texts = Object.entries(values).flatMap(([name, value]) => {
    const text = entries[name]?.encode(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(texts);
}

/** A deployment whose entries have their own names as values, `<name>`. */
export function namedValues<C extends Contract>(entries: C): ContractValues<C, AccountPlace> {
  const values = Object.entries(entries).map(([name, entry]) => [name, Array.isArray(entry.decode('x')) ? [`<${name}>`] : `<${name}>`]);
  return Object.fromEntries(values) as ContractValues<C, AccountPlace>;
}
