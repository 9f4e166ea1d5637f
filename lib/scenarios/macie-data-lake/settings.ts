import { z } from 'zod';
import { list, optional, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, optionalEmail } from '../params';

/** Configuration. */
export const config = z.object({
  email: optionalEmail('e-mail address for notifications; has to be confirmed'),
  sms: z
    .string()
    .regex(/^(\+[1-9]\d{6,14})?$/, 'a telephone number such as +12223334444')
    .default('')
    .describe('phone number for SMS on severe findings; needs a registered origin in the account'),
  customerKey: flag.default(false).describe('encrypt both buckets with a customer managed key, for about a dollar a month'),
  dailyScan: flag.default(false).describe('also deploy a daily scan; otherwise run scan-daily creates one'),
  managedIdentifiers: z.enum(['ALL', 'RECOMMENDED', 'NONE']).default('ALL').describe('managed data identifiers of scans; the article used all'),
  disableMacie: flag.default(false).describe('disable Macie on destroy, if this stack enabled it; this deletes all findings of the region'),
});

/** Name prefix of every scan of this scenario. */
export const SCANS = 'SyntheaPatientData';

/** Published outputs. */
export const contract = {
  dataBucket: text('data bucket that Macie scans'),
  isolationBucket: text('isolation bucket for objects with high severity findings'),
  logBucket: text('bucket of access logs'),
  identifierIds: list("ids of this scenario's identifiers"),
  quarantineFunction: text('function that moves objects to the isolation bucket'),
  failedQueue: text('URL of the dead-letter queue of events'),
  highTopic: text('SNS topic of high severity findings and of findings by the custom data identifiers'),
  lowMediumTopic: text('SNS topic of medium and low severity findings'),
  dailyScan: optional('id of the daily scan'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
