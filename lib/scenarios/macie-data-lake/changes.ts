import type { Change } from '../../contract/change';

/** What the article did, what is done here, and why. */
export const changes: readonly Change[] = [
  {
    article: 'Macie is enabled by hand, before everything else',
    here: 'By the stack, if it is disabled; an existing session is unchanged, also on destroy',
    why: "CloudFormation's own type fails if Macie is enabled, and disables it for the whole account on destroy",
  },
  {
    article: 'Scans by CLI with a file to edit, or by script',
    here: 'run scan-once and scan-daily; with dailyScan the daily one is part of the stack',
    why: 'Account, bucket and identifiers are known; CloudFormation has no type for scans',
  },
  {
    article: 'Scans use every identifier in the account',
    here: 'The three of this scenario',
    why: 'Identifiers of other users do not concern it',
  },
  {
    article: 'A second daily scan of the same name is created silently',
    here: 'Refused, with the existing one',
    why: 'Two scans cost twice and find the same',
  },
  {
    article: 'Rules for every finding of the account',
    here: 'For findings about the data bucket',
    why: 'Files of other users of Macie would be moved too',
  },
  {
    article: 'The function moves whatever an event names, examples of Macie included',
    here: 'Sample findings and other buckets are ignored',
    why: 'A click on "generate sample findings" must not fail or move anything',
  },
  {
    article: 'A second event for the same file fails',
    here: 'A missing file is detected, and nothing happens',
    why: 'EventBridge delivers at least once, and two scans can report one file',
  },
  {
    article: 'Copies keep their name, and can overwrite each other',
    here: 'Named after the finding, tagged with scan and severity, in a bucket with versions',
    why: 'What is isolated is evidence',
  },
  {
    article: 'Copies of up to 5 GB, of the current version at that time',
    here: 'Multipart copies, and only of the inspected version',
    why: 'A file that was replaced meanwhile has not been inspected',
  },
  {
    article: 'A failed move ends in a log line',
    here: 'Three attempts, then a dead-letter queue that keeps the event for 14 days and triggers an alarm',
    why: 'A file that could not be moved is still in the lake',
  },
  {
    article: 'The function may read, write and delete in both buckets',
    here: 'Read and delete in the one, write into the other',
    why: 'Least privilege',
  },
  {
    article: 'Any rule of the account may publish to the topics',
    here: 'The named rules, over TLS only',
    why: 'No other rule can raise a false alarm',
  },
  {
    article: 'SMS and e-mail are required',
    here: 'Both optional',
    why: 'SMS needs a registered origin today, and the rest works without',
  },
  {
    article: 'All managed identifiers, which was the default',
    here: 'managedIdentifiers selects them; all by default',
    why: 'Without the setting, Macie now uses the recommended ones, which report less',
  },
  {
    article: 'Patient ids may have a comma in them',
    here: 'Hexadecimal digits and hyphens',
    why: 'A slip in the expression: it matched across two columns',
  },
  {
    article: "Synthea's sample of April 2020",
    here: 'A seeded generator with the same sixteen files and columns; the sample works with --data and --from',
    why: 'Nothing has to be downloaded, and the persons are invented',
  },
  { article: 'Python 3.8 in the template', here: 'TypeScript on Node.js 24, tested', why: 'Python 3.8 has had no patches since October 2024' },
  {
    article: 'Default buckets',
    here: 'No public access, TLS only, access logs; with customerKey a customer managed key that Macie may use',
    why: 'A bucket for sensitive data should be the best protected one',
  },
  {
    article: 'Automated discovery did not exist',
    here: 'Not enabled',
    why: 'It samples every bucket of the account, which is a decision of the account owner',
  },
];
