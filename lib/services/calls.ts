import type { ServiceCalls } from './service';
import { TABLE } from './table';

/** The calls of every service of the table. */
export const SERVICE_CALLS: readonly ServiceCalls[] = TABLE.flatMap(({ calls = [] }) => calls);
