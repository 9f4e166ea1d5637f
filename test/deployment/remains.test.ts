import { services } from '../../lib/services';

const remains = (...types: string[]) => services.remainsOf(types.map((type) => ({ type, physicalId: 'it' })));

test('what services create once for an account is said, each once', () => {
  expect(remains('AWS::EMR::Cluster', 'AWS::EMR::Cluster')).toEqual([
    'service-linked role AWSServiceRoleForEMRCleanup of the account',
    'service-linked role AWSServiceRoleForEC2Spot of the account',
  ]);
  expect(remains('AWS::RDS::DBInstance', 'AWS::DocDB::DBCluster')).toEqual(['service-linked role AWSServiceRoleForRDS of the account']);
});

test.each([
  ['AWS::StepFunctions::StateMachine', /StepFunctionsGetEvent/],
  ['AWS::Glue::Crawler', /log group \/aws-glue\/crawlers/],
  ['AWS::EKS::Cluster', /AWSServiceRoleForAmazonEKS/],
])('%s leaves something to the account', (type, text) => {
  expect(remains(type).join()).toMatch(text);
});

test('a bucket leaves nothing', () => {
  expect(remains('AWS::S3::Bucket', 'AWS::Nobody::Knows')).toEqual([]);
});
