import type { Change } from '../scenario';

/** What differs from the article. */
export const changes: readonly Change[] = [];
