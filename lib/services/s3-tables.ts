import { cloudControl, property } from './lookups';
import { type Service, STORAGE } from './service';

export const s3Tables: Service = {
  namespace: 'S3Tables',
  name: 'S3 Tables',
  colour: STORAGE,
  types: {
    'AWS::S3Tables::Namespace': {
      lookup: cloudControl({ TableBucketARN: property('TableBucketARN'), Namespace: property('Namespace') }),
      drawing: { inside: 'AWS::S3Tables::TableBucket' },
    },
    'AWS::S3Tables::Table': {
      lookup: cloudControl('TableARN'),
      arn: 's3tables:{region}:{account}:bucket/{any}/table/{name}',
      drawing: { inside: 'AWS::S3Tables::TableBucket' },
    },
    'AWS::S3Tables::TableBucket': { lookup: cloudControl('TableBucketARN'), arn: 's3tables:{region}:{account}:bucket/{name}' },
    'AWS::S3Tables::TableBucketPolicy': { lookup: cloudControl({ TableBucketARN: property('TableBucketARN') }), drawing: { hidden: true } },
    'AWS::S3Tables::TablePolicy': { lookup: cloudControl({ TableARN: property('TableARN') }), drawing: { hidden: true } },
  },
};
