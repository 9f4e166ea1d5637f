import type { Check } from '../../../rehearsal/rehearsal';

export const checks: readonly Check[] = [
  { description: 'sixteen files', fact: 'lake.csvFiles', expected: 16, data: 'generated' },
  { description: 'the workbook is not scanned', fact: 'scan.files', expected: { fact: 'lake.csvFiles' } },
  { description: 'twelve files hold what our identifiers look for', fact: 'scan.withOurIdentifiers', expected: 12, data: 'generated' },
  { description: 'a finding for each file but the empty one', fact: 'scan.findings', expected: 15, data: 'generated' },
  { description: 'as in the article: 3 Personal', fact: 'scan.personal', expected: 3, data: 'generated' },
  { description: 'as in the article: 7 Custom Identifier', fact: 'scan.custom', expected: 7, data: 'generated' },
  { description: 'as in the article: 5 Multiple', fact: 'scan.multiple', expected: 5, data: 'generated' },
  { description: 'as in the article: 6 High', fact: 'scan.high', expected: 6, data: 'generated' },
  { description: 'as in the article: 9 Medium', fact: 'scan.medium', expected: 9, data: 'generated' },
  { description: 'three rules', fact: 'rules.rules', expected: 3 },
  {
    description: 'the high severity topic gets high severity findings and those of the custom data identifiers',
    fact: 'rules.highTopic',
    expected: 18,
    data: 'generated',
  },
  { description: 'the other topic gets the others', fact: 'rules.lowMediumTopic', expected: { fact: 'scan.medium' } },
  { description: 'each high severity finding moves its file', fact: 'rules.moved', expected: { fact: 'scan.high' } },
  { description: 'the others stay in the lake', fact: 'rules.left', expected: 10, data: 'generated' },
  { description: 'every moved file is in isolation', fact: 'rules.isolated', expected: { fact: 'rules.moved' } },
  { description: 'a second delivery moves nothing', fact: 'again.moved', expected: 0 },
  { description: 'and adds nothing', fact: 'again.isolated', expected: { fact: 'rules.isolated' } },
  { description: 'examples and other buckets are left alone', fact: 'not-ours.moved', expected: 0 },
  { description: 'no rule fires for another bucket', fact: 'not-ours.rulesForForeign', expected: 0 },
];
