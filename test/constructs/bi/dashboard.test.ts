import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Dashboard, type DashboardProps } from 'stagecraft-constructs/bi';
import { templateOf } from '../../support/synth';
import { dataSetIn, OWNER, READER } from './lake';

const DASHBOARD = 'AWS::QuickSight::Dashboard';

function dashboardIn(stack: Stack, props: Partial<DashboardProps> = {}): Dashboard {
  return new Dashboard(stack, 'Usage', { definition: { dataSets: { costs: dataSetIn(stack) }, sheets: [{ sheetId: 'sheet' }] }, ...props });
}

describe('with defaults', () => {
  const template = templateOf((stack) => dashboardIn(stack));

  test('has its definition, the construct id as name, and no permissions', () => {
    template.hasResourceProperties(DASHBOARD, {
      AwsAccountId: { Ref: 'AWS::AccountId' },
      DashboardId: Match.stringLikeRegexp('^TestUsage'),
      Name: 'Usage',
      Definition: { DataSetIdentifierDeclarations: [{ Identifier: 'costs' }], Sheets: [{ SheetId: 'sheet' }] },
      Permissions: Match.absent(),
    });
  });

  test('allows ad hoc filters, but no CSV export', () => {
    template.hasResourceProperties(DASHBOARD, {
      DashboardPublishOptions: { AdHocFilteringOption: { AvailabilityStatus: 'ENABLED' }, ExportToCSVOption: { AvailabilityStatus: 'DISABLED' } },
    });
  });
});

test('takes adHocFilters and csvExport', () => {
  const template = templateOf((stack) => dashboardIn(stack, { adHocFilters: false, csvExport: true }));

  template.hasResourceProperties(DASHBOARD, {
    DashboardPublishOptions: { AdHocFilteringOption: { AvailabilityStatus: 'DISABLED' }, ExportToCSVOption: { AvailabilityStatus: 'ENABLED' } },
  });
});

test('takes name, dashboardId, owners and readers', () => {
  const template = templateOf((stack) => dashboardIn(stack, { name: 'Electrical usage', dashboardId: 'usage', owners: [OWNER], readers: [READER] }));
  const reading = ['DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard'];
  const changing = [
    'UpdateDashboard',
    'DeleteDashboard',
    'DescribeDashboardPermissions',
    'UpdateDashboardPermissions',
    'UpdateDashboardPublishedVersion',
  ];

  template.hasResourceProperties(DASHBOARD, {
    Name: 'Electrical usage',
    DashboardId: 'usage',
    Permissions: [
      { Principal: OWNER, Actions: [...reading, ...changing].map((action) => `quicksight:${action}`) },
      { Principal: READER, Actions: reading.map((action) => `quicksight:${action}`) },
    ],
  });
});

test('exposes its ARN', () => {
  const template = templateOf((stack) => stack.exportValue(dashboardIn(stack).dashboardArn, { name: 'arn' }));

  template.hasOutput('*', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Usage'), 'Arn'] } });
});

test('refuses a definition with an unknown filter', () => {
  expect(() =>
    templateOf((stack) =>
      dashboardIn(stack, {
        definition: {
          dataSets: {},
          sheets: [{ sheetId: 'sheet', filterControls: [{ list: { filterControlId: 'c', sourceFilterId: 'f', title: 'F' } }] }],
        },
      }),
    ),
  ).toThrow(/sourceFilterId is unknown.*\[Test\/Usage\]/);
});
