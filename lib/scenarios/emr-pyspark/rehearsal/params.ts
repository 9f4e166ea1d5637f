import { z } from 'zod';

const MEMORY = 'a size such as 2g or 1500m';

/** Parameters of `rehearse --param`. */
export const params = z.object({
  driverMemory: z
    .string()
    .regex(/^[1-9]\d*[gm]$/, MEMORY)
    .default('2g')
    .describe('maximum heap of the Spark JVM'),
});
