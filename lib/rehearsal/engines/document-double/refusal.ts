/** Codes of the server, with the names that it gives them. */
const NAMES = {
  2: 'BadValue',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  53: 'InvalidIdField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  197: 'InvalidIndexSpecificationOption',
  238: 'NotImplemented',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  15947: 'Location15947',
  15955: 'Location15955',
  17419: 'Location17419',
  31254: 'Location31254',
  40234: 'Location40234',
  40238: 'Location40238',
  40323: 'Location40323',
  40324: 'Location40324',
  40414: 'IDLFailedToParse',
  40415: 'IDLUnknownField',
} as const;

export type Code = keyof typeof NAMES;

/** What the server refuses, with its code and in its words. */
export class Refusal extends Error {
  public readonly codeName: string;

  constructor(
    public readonly code: Code,
    message: string,
    /** What a write error has beside code and message. */
    public readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.codeName = NAMES[code];
  }
}

/** What the server can do and this double cannot. */
export function notImplemented(what: string): Refusal {
  return new Refusal(238, `the double does not implement ${what}; mongod does`);
}
