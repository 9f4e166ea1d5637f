import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Analysis, type AnalysisProps } from 'stagecraft-constructs/bi';
import { templateOf } from '../../support/synth';
import { dataSetIn, OWNER, READER } from './lake';

const ANALYSIS = 'AWS::QuickSight::Analysis';

function analysisIn(stack: Stack, props: Partial<AnalysisProps> = {}): Analysis {
  return new Analysis(stack, 'Usage', { definition: { dataSets: { costs: dataSetIn(stack) }, sheets: [{ sheetId: 'sheet' }] }, ...props });
}

test('has its definition, the construct id as name, and no permissions', () => {
  const template = templateOf((stack) => analysisIn(stack));

  template.hasResourceProperties(ANALYSIS, {
    AwsAccountId: { Ref: 'AWS::AccountId' },
    AnalysisId: Match.stringLikeRegexp('^TestUsage'),
    Name: 'Usage',
    Definition: { DataSetIdentifierDeclarations: [{ Identifier: 'costs' }], Sheets: [{ SheetId: 'sheet' }] },
    Permissions: Match.absent(),
  });
});

test('takes name, analysisId, owners and readers', () => {
  const template = templateOf((stack) => analysisIn(stack, { name: 'Electrical usage', analysisId: 'usage', owners: [OWNER], readers: [READER] }));
  const reading = ['DescribeAnalysis', 'DescribeAnalysisPermissions', 'QueryAnalysis'];
  const changing = ['UpdateAnalysis', 'DeleteAnalysis', 'RestoreAnalysis', 'UpdateAnalysisPermissions'];

  template.hasResourceProperties(ANALYSIS, {
    Name: 'Electrical usage',
    AnalysisId: 'usage',
    Permissions: [
      { Principal: OWNER, Actions: [...reading, ...changing].map((action) => `quicksight:${action}`) },
      { Principal: READER, Actions: reading.map((action) => `quicksight:${action}`) },
    ],
  });
});

test('exposes its ARN', () => {
  const template = templateOf((stack) => stack.exportValue(analysisIn(stack).analysisArn, { name: 'arn' }));

  template.hasOutput('*', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Usage'), 'Arn'] } });
});

test('refuses a definition with an unknown filter', () => {
  expect(() =>
    templateOf((stack) =>
      analysisIn(stack, {
        definition: {
          dataSets: {},
          sheets: [{ sheetId: 'sheet', filterControls: [{ list: { filterControlId: 'c', sourceFilterId: 'f', title: 'F' } }] }],
        },
      }),
    ),
  ).toThrow(/sourceFilterId is unknown.*\[Test\/Usage\]/);
});
