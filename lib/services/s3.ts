import { cloudControl, property } from './lookups';
import { s3Calls } from './s3-calls';
import { type Service, STORAGE } from './service';

export const s3: Service = {
  namespace: 'S3',
  name: 'S3',
  colour: STORAGE,
  types: {
    'AWS::S3::Bucket': {
      lookup: cloudControl('BucketName'),
      nameProperty: 'BucketName',
      arn: 's3:::{id}',
      leftovers: ({ physicalId: bucket }) => [{ kind: 'bucket-contents', bucket }],
    },
    'AWS::S3::BucketPolicy': { lookup: cloudControl({ Bucket: property('Bucket') }), drawing: { hidden: true } },
  },
  calls: [s3Calls],
};
