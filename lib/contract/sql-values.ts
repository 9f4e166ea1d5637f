/** Values of the named parameters of a statement, always bound and never concatenated. */
export type SqlValues = Readonly<Record<string, string | number | boolean>>;
