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

/** A data lake whose files are inspected by Macie, and isolated when they hold sensitive data. */
export const scenario = {
  id: 'macie-data-lake',
  article: { title: 'Employing Amazon Macie to Discover and Protect Sensitive Data in your Amazon S3-based Data Lake', published: '2021-03' },
  story:
    'Health records arrive in a data lake as CSV files. Macie inspects them with managed identifiers and three custom ones (patient, driver license, passport); ' +
    'its findings become events. Files with severe findings are moved to an isolation bucket, and SNS notifies the subscribers of every finding. ' +
    'Expensive processing then only starts with files that passed.',
  idle: "Macie's bucket monitoring, about 0.10 dollars a month for each bucket after 30 days of trial; a customer managed key is a dollar more; storage",
  flow: [
    'files go to the data bucket; the upload alone triggers nothing',
    'a scan, once or each day, inspects every CSV file: with managed identifiers, and with custom ones where a keyword is in the column name',
    'each file with sensitive data becomes one finding, and each finding an event',
    'severe findings: a function copies the file to the isolation bucket, named after the finding, and then deletes it; an SNS topic notifies',
    'other findings, and those of custom identifiers: SNS topics notify',
  ],
  config,
  byHand: [
    'With email: confirm the subscriptions, with the links that SNS sends',
    'With sms: register an origin in AWS End User Messaging, and move out of its sandbox',
  ],
  remains: ['Macie itself, unless disableMacie is set and this stack enabled it; its scans, as cancelled or complete, and its findings for 90 days'],
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
