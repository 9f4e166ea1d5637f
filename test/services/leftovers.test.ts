import type { DeployedResource, Leftover } from '../../lib/contract/resources';
import { services } from '../../lib/services';

const group = (name: string): Leftover => ({ kind: 'log-group', name });

test.each<[string, DeployedResource, readonly Leftover[]]>([
  ['logs of a broker', { type: 'AWS::AmazonMQ::Broker', physicalId: 'b-1' }, [{ kind: 'log-groups', prefix: '/aws/amazonmq/broker/b-1/' }]],
  [
    'audit logs of DocumentDB',
    { type: 'AWS::DocDB::DBCluster', physicalId: 'mesh' },
    [group('/aws/docdb/mesh/audit'), group('/aws/docdb/mesh/profiler')],
  ],
  [
    "EMR's security groups and endpoint, and interfaces of a VPC",
    { type: 'AWS::EC2::VPC', physicalId: 'vpc-1' },
    [
      { kind: 'emr-security-groups', vpc: 'vpc-1' },
      { kind: 'emr-endpoints', vpc: 'vpc-1' },
      { kind: 'unused-interfaces', vpc: 'vpc-1' },
    ],
  ],
  [
    "interfaces of pods, EKS's security group, and logs of an EKS cluster",
    { type: 'AWS::EKS::Cluster', physicalId: 'mesh' },
    [
      { kind: 'network-interfaces', cluster: 'mesh' },
      { kind: 'eks-security-groups', cluster: 'mesh' },
      group('/aws/eks/mesh/cluster'),
      { kind: 'log-groups', prefix: '/aws/containerinsights/mesh/' },
    ],
  ],
  [
    'the stream of a crawler',
    { type: 'AWS::Glue::Crawler', physicalId: 'raw' },
    [{ kind: 'log-stream', group: '/aws-glue/crawlers', stream: 'raw' }],
  ],
  ['tables that crawlers create in a database', { type: 'AWS::Glue::Database', physicalId: 'hub' }, [{ kind: 'catalog-tables', database: 'hub' }]],
  [
    'logs of a Glue job that have a prefix',
    { type: 'AWS::Glue::Job', physicalId: 'rates', properties: { DefaultArguments: { '--custom-logGroup-prefix': '/aws-glue/jobs/rates' } } },
    [group('/aws-glue/jobs/rates/output'), group('/aws-glue/jobs/rates/error')],
  ],
  ['no logs of a Glue job that all jobs share', { type: 'AWS::Glue::Job', physicalId: 'rates' }, []],
  ['logs of a delivery stream', { type: 'AWS::KinesisFirehose::DeliveryStream', physicalId: 'readings' }, [group('/aws/kinesisfirehose/readings')]],
  ['logs of a function', { type: 'AWS::Lambda::Function', physicalId: 'enrich' }, [group('/aws/lambda/enrich')]],
  ['a log group that comes back', { type: 'AWS::Logs::LogGroup', physicalId: '/states/pipeline' }, [group('/states/pipeline')]],
  [
    'logs of an Airflow environment',
    { type: 'AWS::MWAA::Environment', physicalId: 'emr' },
    ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((log) => group(`airflow-emr-${log}`)),
  ],
  [
    'logs that a database exports',
    { type: 'AWS::RDS::DBInstance', physicalId: 'pagila', properties: { EnableCloudwatchLogsExports: ['postgresql', { Ref: 'Other' }] } },
    [group('/aws/rds/instance/pagila/postgresql')],
  ],
  ['no logs that a database keeps', { type: 'AWS::RDS::DBInstance', physicalId: 'pagila' }, []],
  [
    'audit logs of a Redshift cluster',
    { type: 'AWS::Redshift::Cluster', physicalId: 'sensors' },
    ['connectionlog', 'userlog', 'useractivitylog'].map((log) => group(`/aws/redshift/cluster/sensors/${log}`)),
  ],
  [
    'audit logs of a Redshift workgroup',
    { type: 'AWS::RedshiftServerless::Workgroup', physicalId: 'sensors' },
    ['connectionlog', 'userlog', 'useractivitylog'].map((log) => group(`/aws/redshift/sensors/${log}`)),
  ],
  ['objects of a bucket', { type: 'AWS::S3::Bucket', physicalId: 'hub-data' }, [{ kind: 'bucket-contents', bucket: 'hub-data' }]],
  ['nothing of a role', { type: 'AWS::IAM::Role', physicalId: 'Glue' }, []],
  ['nothing of a type that the table lacks', { type: 'AWS::Polly::Lexicon', physicalId: 'words' }, []],
])('the table derives %s', (_, resource, leftovers) => {
  expect(services.leftoversOf([resource])).toEqual(leftovers);
});

test('a leftover that two resources have is one', () => {
  const resources = [
    { type: 'AWS::Lambda::Function', physicalId: 'enrich' },
    { type: 'AWS::Logs::LogGroup', physicalId: '/aws/lambda/enrich' },
  ];

  expect(services.leftoversOf(resources)).toEqual([group('/aws/lambda/enrich')]);
});

test('what others use too stays, and is named once', () => {
  const sync = { DefinitionString: { 'Fn::Join': ['', ['"Resource":"arn:', 'aws', ':states:::elasticmapreduce:addStep.sync"']] } };
  const resources = [
    { type: 'AWS::EMR::Cluster', physicalId: 'j-1' },
    { type: 'AWS::Glue::Crawler', physicalId: 'raw' },
    { type: 'AWS::Glue::Crawler', physicalId: 'processed' },
    { type: 'AWS::Glue::Job', physicalId: 'rates' },
    { type: 'AWS::StepFunctions::StateMachine', physicalId: 'a', properties: sync },
    { type: 'AWS::S3::Bucket', physicalId: 'hub' },
  ];

  expect(services.remainsOf(resources)).toEqual([
    'log group /aws-glue/crawlers, which all crawlers of the account share',
    'log groups below /aws-glue/jobs, which all Glue jobs of the account share',
    'EventBridge rules StepFunctionsGetEventForEMR…, which all state machines of the account share',
    'service-linked role AWSServiceRoleForEMRCleanup, which the service creates once in an account',
  ]);
});

test('a state machine whose clusters have Spot Instances leaves their service-linked role', () => {
  const remainsOf = (nodes: string) =>
    services.remainsOf([{ type: 'AWS::StepFunctions::StateMachine', physicalId: 'a', properties: { DefinitionString: `{"Cluster":{${nodes}}}` } }]);

  expect(remainsOf('"TargetSpotCapacity":2')).toEqual(['service-linked role AWSServiceRoleForEC2Spot, which the service creates once in an account']);
  expect(remainsOf('"TargetSpotCapacity":0')).toEqual([]);
});

test('a state machine without EMR, and a job whose logs have a prefix, leave nothing that is shared', () => {
  const resources = [
    { type: 'AWS::StepFunctions::StateMachine', physicalId: 'a', properties: { DefinitionString: 'arn:aws:states:::lambda:invoke' } },
    { type: 'AWS::Glue::Job', physicalId: 'rates', properties: { DefaultArguments: { '--custom-logGroup-prefix': '/aws-glue/jobs/rates' } } },
  ];

  expect(services.remainsOf(resources)).toEqual([]);
});
