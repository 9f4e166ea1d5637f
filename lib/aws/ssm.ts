/** What a command can ask the parameter store. */
export interface SsmVerbs {
  /** Values below a path, by the last part of their names. */
  parametersBelow(path: string): Promise<Readonly<Record<string, string>>>;
}
