/** A page of a listing, and the token of the next one. */
export interface Page<Item> {
  readonly items: readonly Item[] | undefined;
  /** Absent on the last page. */
  readonly next: string | undefined;
}

/** Every item of a paginated listing. */
export async function everyPage<Item>(fetch: (token: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await fetch(token);
    all.push(...(items ?? []));
    token = next;
  } while (token);
  return all;
}

/** Splits a list into batches of at most `size` items. */
export function batches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
