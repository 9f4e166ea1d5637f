/** Work that can be run on a deployed lake. */
export const jobs = {};
