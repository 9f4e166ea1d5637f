import { cloudControl, goesWith } from './lookups';
import { classificationUses } from './macie-behalf';
import { member } from './requests';
import { OTHER, type Service } from './service';

export const macie: Service = {
  namespace: 'Macie',
  name: 'Macie',
  colour: OTHER,
  serviceLinkedRoles: ['AWSServiceRoleForAmazonMacie'],
  types: {
    'AWS::Macie::CustomDataIdentifier': { lookup: cloudControl('Id'), arn: 'macie2:{region}:{account}:custom-data-identifier/{id}' },
    'AWS::Macie::Session': { lookup: cloudControl('AwsAccountId') },
    // Its handler cancels the scan, which Macie lists for ninety days.
    'Custom::MacieClassificationJob': { lookup: goesWith('AWS::Macie::Session'), drawing: { hidden: true }, onBehalf: classificationUses },
    // It switches Macie on for the account, and has nothing of the scenario.
    'Custom::MacieSession': { lookup: goesWith('AWS::Macie::Session'), drawing: { hidden: true } },
  },
  calls: [
    {
      sdk: 'macie2',
      prefix: 'macie2',
      // A new job is asked for by the id that it will get.
      names: { ResourceId: member('jobId', 'id', 'clientToken') },
    },
  ],
};
