import { services } from '../../lib/services';

const location = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

test.each<[type: string, id: string, arn: string | undefined]>([
  ['AWS::S3::Bucket', 'thing', 'arn:aws:s3:::thing'],
  ['AWS::SQS::Queue', 'https://sqs.eu-central-1.amazonaws.com/111122223333/thing', 'arn:aws:sqs:eu-central-1:111122223333:thing'],
  ['AWS::SNS::Topic', 'arn:aws:sns:eu-central-1:111122223333:thing', 'arn:aws:sns:eu-central-1:111122223333:thing'],
  ['AWS::IAM::ManagedPolicy', 'arn:aws:iam::111122223333:policy/thing', 'arn:aws:iam::111122223333:policy/thing'],
  ['AWS::AmazonMQ::Broker', 'thing', 'arn:aws:mq:eu-central-1:111122223333:broker:made-up:thing'],
  ['AWS::IAM::Policy', 'thing', undefined],
  ['Custom::Thing', 'thing', undefined],
])('%s: the physical id and the ARN that a service would give', (type, id, arn) => {
  expect(services.madeUpOf(type, 'thing', location)).toEqual({ id, ...(arn && { arn }) });
});

test('a physical id and an ARN that are made up are those of one resource, for every type whose ARN tells it', () => {
  // The name of a web ACL does not tell its scope, which is a part of both.
  const types = services.types.filter((type) => type !== 'AWS::WAFv2::WebACL');
  const telling = types.filter((type) => services.arnOf({ type, physicalId: services.madeUpOf(type, 'thing', location).id }, location));

  expect(telling.length).toBeGreaterThan(50);
  for (const type of telling) {
    const { id, arn } = services.madeUpOf(type, 'thing', location);
    expect([type, services.arnOf({ type, physicalId: id }, location)]).toEqual([type, arn]);
  }
});
