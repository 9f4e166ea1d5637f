import { account, cloudControl, property } from './lookups';
import { dataSourceUses } from './quicksight-behalf';
import { type ArnForm, DATABASE, type Drawing, type Service } from './service';

/** What QuickSight shows comes from what it refers to. */
const drawing: Drawing = { inputs: (properties) => properties };

const owner: typeof account = (resource, location) => property('AwsAccountId')(resource, location) ?? account(resource, location);

export const quickSight: Service = {
  namespace: 'QuickSight',
  name: 'QuickSight',
  colour: DATABASE,
  types: {
    'AWS::QuickSight::Analysis': {
      lookup: cloudControl({ AnalysisId: property('AnalysisId'), AwsAccountId: owner }),
      arn: { ...arn('analysis'), physicalId: (id, location) => `${id}|${location.account}`, id: (own) => own.split('|')[0] },
      drawing,
    },
    'AWS::QuickSight::Dashboard': {
      lookup: cloudControl({ AwsAccountId: owner, DashboardId: property('DashboardId') }),
      arn: arn('dashboard'),
      drawing,
    },
    'AWS::QuickSight::DataSet': {
      lookup: cloudControl({ AwsAccountId: owner, DataSetId: property('DataSetId') }),
      arn: arn('dataset'),
      drawing,
    },
    'AWS::QuickSight::DataSource': {
      lookup: cloudControl({ AwsAccountId: owner, DataSourceId: property('DataSourceId') }),
      arn: arn('datasource'),
      drawing,
      onBehalf: dataSourceUses,
    },
    'AWS::QuickSight::RefreshSchedule': {
      lookup: cloudControl({ AwsAccountId: owner, DataSetId: property('DataSetId'), 'Schedule/ScheduleId': property('Schedule.ScheduleId') }),
      drawing: { ...drawing, hidden: true },
    },
  },
};

function arn(noun: string): ArnForm {
  return {
    format: `quicksight:{region}:{account}:${noun}/{id}`,
    physicalId: (id, location) => `${location.account}|${id}`,
    id: (own) => own.split('|').at(-1),
  };
}
