import { cloudControl, goesWith } from './lookups';
import { OTHER, type Service } from './service';

export const cloudFormation: Service = {
  namespace: 'CloudFormation',
  name: 'CloudFormation',
  colour: OTHER,
  hidden: true,
  types: {
    'AWS::CDK::Metadata': { lookup: goesWith('AWS::CloudFormation::Stack'), drawing: { hidden: true } },
    'AWS::CloudFormation::Stack': { lookup: cloudControl('StackId'), arn: 'cloudformation:{region}:{account}:stack/{rest}' },
  },
};
