import { z } from 'zod';
import { flag } from '../params';
import { scenarioKit } from '../scenario';

/** What can be configured. */
export const config = z.object({
  email: z
    .string()
    .regex(/^([^@\s]+@[^@\s]+)?$/, 'an e-mail address')
    .default('')
    .describe('who is told of findings by e-mail; has to confirm it'),
  sms: z
    .string()
    .regex(/^(\+[1-9]\d{6,14})?$/, 'a telephone number such as +12223334444')
    .default('')
    .describe('who is told of grave findings by SMS; needs a registered origin in the account'),
  customerKey: flag.default(false).describe('encrypt both buckets by a key of their own, for about a dollar a month'),
  dailyScan: flag.default(false).describe('also deploy a daily scan; without it, run scan-daily makes one'),
  managedIdentifiers: z
    .enum(['ALL', 'RECOMMENDED', 'NONE'])
    .default('ALL')
    .describe("which of Macie's own identifiers scans use; the article used all"),
  disableMacie: flag.default(false).describe('switch Macie off on destroy, if this has switched it on; all findings of the region go with it'),
});

/** What the stacks publish. */
export const contract = {
  dataBucket: 'bucket that is watched',
  isolationBucket: 'bucket into which objects with grave findings are moved',
  logBucket: 'bucket of access logs',
  identifierIds: "ids of this scenario's identifiers, separated by commas",
  quarantineFunction: 'function that moves objects',
  failedQueue: 'URL of the queue of events that could not be handled',
  highTopic: 'topic of grave findings and of those with identifiers of this scenario',
  lowMediumTopic: 'topic of all other findings',
  dailyScan: "id of the daily scan, or 'none'",
} as const;

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type ContractName = keyof typeof contract;
