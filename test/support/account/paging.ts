/** One page of a listing, and the token of the next one. */
export function page<Item>(items: readonly Item[], token: string | undefined, size: number): { items: Item[]; next: string | undefined } {
  const from = token === undefined ? 0 : Number(token.replace('page-', ''));
  const next = from + size < items.length ? `page-${from + size}` : undefined;
  return { items: items.slice(from, from + size), next };
}

/** A filter of EC2: every one must match, each by one of its values. */
export interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

/** Whether something with these filterable properties passes all filters. @throws Error for a filter that this account does not know */
export function passes(properties: Readonly<Record<string, string | readonly string[] | undefined>>, filters: readonly Filter[] = []): boolean {
  return filters.every(({ Name = '', Values = [] }) => {
    if (!(Name in properties) && !Name.startsWith('tag')) throw new Error(`the account of this test has no filter ${Name}`);
    const values = [properties[Name] ?? []].flat();
    return values.some((value) =>
      Values.some((wanted) => new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(value)),
    );
  });
}
