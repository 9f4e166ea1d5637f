import type { Scenario } from '../scenario';
import { changes } from './changes';
import { data } from './data';
import { jobs } from './jobs';
import { logs } from './logs';
import { queries } from './queries';
import { rehearsal } from './rehearsal';
import { config, contract } from './settings';
import { leftovers } from './teardown';
import { tools } from './tools';

/** A data lake whose files are inspected by Macie, and moved away when they hold what they should not. */
export const scenario = {
  id: 'macie-data-lake',
  article: { title: 'Employing Amazon Macie to Discover and Protect Sensitive Data in your Amazon S3-based Data Lake', published: '2021-03' },
  story:
    'Health records arrive in a data lake as CSV files. Macie inspects them, by its own identifiers and by three of ours (patient, driver license, passport); ' +
    'its findings become events. Files with grave findings are moved into an isolated bucket, and somebody is told of every finding. ' +
    'What is costly to do with the data then only begins with files that passed.',
  idle: "Macie's watch over each bucket, about 0.10 dollars a month a bucket after 30 days of trial; with a key of its own a dollar more; storage",
  flow: [
    'files go to the data bucket; nothing happens to them by that alone',
    'a scan, once or each day, inspects every CSV file: by identifiers of Macie, and by ours where a keyword is in the name of the column',
    'each file with sensitive data becomes one finding, and each finding an event',
    'grave findings: a function copies the file into isolation, named after the finding, and then deletes it; a topic tells somebody',
    'other findings, and those by our own identifiers: topics tell somebody',
  ],
  config,
  byHand: [
    'With email: confirm the subscriptions, by the links that SNS sends',
    'With sms: register an origin in AWS End User Messaging, and leave its sandbox',
  ],
  remains: [
    'Macie itself, unless disableMacie is set and this has switched it on; its scans, as cancelled or complete, and its findings for 90 days',
  ],
  contract,
  jobs,
  queries,
  tools,
  logs,
  data,
  leftovers,
  rehearsal,
  changes,
} satisfies Scenario<typeof config, typeof contract>;
