/** Console pages of a deployed lake. */
export const tools = {};

/** Where it writes logs. */
export const logs = {};
