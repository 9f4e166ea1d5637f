/** Saved questions about a deployed lake. */
export const queries = {};
