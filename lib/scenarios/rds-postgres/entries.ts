/** What stands in the contract for something that there is not. */
export const NONE = 'none';

/** The entries of a list in the contract. */
export function listed(text: string): readonly string[] {
  return text === NONE || text === '' ? [] : text.split(',');
}

/** User of the saved queries, as `roles.sql` makes it. */
export const READER = 'pagila_reader';
