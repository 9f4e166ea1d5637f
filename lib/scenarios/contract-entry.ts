/** The account in which an entry is published: the scenario's account, or a further one by name. */
export type AccountPlace = 'account' | `account:${string}`;

/** A value that deployed stacks publish, stored as text and parsed on reading. */
export interface ContractEntry<Value = unknown, Place extends AccountPlace = AccountPlace> {
  readonly description: string;
  readonly place: Place;
  /** Whether the entry is optional. */
  readonly mayBeAbsent: boolean;
  /** Text to publish; undefined publishes nothing. @throws Error for a value that could not be parsed again */
  encode(value: Value): string | undefined;
  /** Parses a published text; undefined for an unpublished entry. */
  decode(text: string | undefined): Value;
}

/** The entries of a scenario by name. */
export type Contract = Readonly<Record<string, ContractEntry>>;

type ValueOf<E> = E extends ContractEntry<infer Value, AccountPlace> ? Value : never;

/** Entry names of one account. */
export type NameIn<C extends Contract, Place extends AccountPlace> = { [K in keyof C]: C[K]['place'] extends Place ? K : never }[keyof C];

/** Entry values of one account. */
export type ContractValues<C extends Contract, Place extends AccountPlace = 'account'> = {
  readonly [K in NameIn<C, Place>]: ValueOf<C[K]>;
};

/** A required text. @param place account of the publishing stack */
export function text(description: string): ContractEntry<string, 'account'>;
export function text<const Place extends AccountPlace>(description: string, place: Place): ContractEntry<string, Place>;
export function text(description: string, place: AccountPlace = 'account'): ContractEntry<string> {
  return { description, place, mayBeAbsent: false, encode: (value) => value, decode: (value) => value ?? '' };
}

/** An ordered list; an empty one is not published. @param place account of the publishing stack */
export function list(description: string): ContractEntry<readonly string[], 'account'>;
export function list<const Place extends AccountPlace>(description: string, place: Place): ContractEntry<readonly string[], Place>;
export function list(description: string, place: AccountPlace = 'account'): ContractEntry<readonly string[]> {
  return { description, place, mayBeAbsent: true, encode: joined, decode: (value) => (value === undefined ? [] : value.split(',')) };
}

/** An optional text. @param place account of the publishing stack */
export function optional(description: string): ContractEntry<string | undefined, 'account'>;
export function optional<const Place extends AccountPlace>(description: string, place: Place): ContractEntry<string | undefined, Place>;
export function optional(description: string, place: AccountPlace = 'account'): ContractEntry<string | undefined> {
  return { description, place, mayBeAbsent: true, encode: (value) => value, decode: (value) => value };
}

function joined(values: readonly string[]): string | undefined {
  const broken = values.find((value) => value === '' || value.includes(','));
  if (broken !== undefined) throw new Error(`a list of the contract cannot hold '${broken}': its values are separated by commas`);
  return values.length === 0 ? undefined : values.join(',');
}

/** Parses the entries of one account from its published parameters. */
export function decoded<C extends Contract, Place extends AccountPlace>(
  entries: C,
  published: Readonly<Record<string, string>>,
  place: Place,
): ContractValues<C, Place> {
  const own = Object.entries(entries).filter(([, entry]) => entry.place === place);
  return Object.fromEntries(own.map(([name, entry]) => [name, entry.decode(published[name])])) as ContractValues<C, Place>;
}

/** The values of the entries that are known, when a part of a deployment may be gone. */
export function knownValues<C extends Contract>(entries: C, published: Readonly<Record<string, string>>): Partial<ContractValues<C>> {
  const known = Object.entries(entries).filter(([name]) => published[name] !== undefined);
  return Object.fromEntries(known.map(([name, entry]) => [name, entry.decode(published[name])])) as Partial<ContractValues<C>>;
}

/** Names of the entries that one account should have published and has not. */
export function missingEntries(entries: Contract, published: Readonly<Record<string, string>>, place: AccountPlace): readonly string[] {
  return Object.entries(entries)
    .filter(([name, entry]) => entry.place === place && !entry.mayBeAbsent && published[name] === undefined)
    .map(([name]) => name);
}
