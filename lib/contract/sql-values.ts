/** Values of the named parameters of a statement, bound and never pasted in. */
export type SqlValues = Readonly<Record<string, string | number | boolean>>;
