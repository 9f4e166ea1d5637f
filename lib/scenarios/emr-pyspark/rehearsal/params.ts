import { z } from 'zod';

const MEMORY = 'a size such as 2g or 1500m';

/** What `rehearse --param` takes. */
export const params = z.object({
  driverMemory: z
    .string()
    .regex(/^[1-9]\d*[gm]$/, MEMORY)
    .default('2g')
    .describe('largest heap of the JVM in which Spark runs'),
});
