/** Raw files of the lake. */
export const data = undefined;
