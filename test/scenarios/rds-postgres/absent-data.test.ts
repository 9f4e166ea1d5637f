import { GetObjectCommand } from '@aws-sdk/client-s3';
import { clientOf, openS3, refusal } from '../../rehearsal/s3';
import { deployed } from '../../support/account-of';

test('data that was not uploaded is absent to the loader, not forbidden', async () => {
  const account = await deployed('rds-postgres');
  const bucket = account.physicalId('AWS::S3::Bucket', 'Data');
  const s3 = await openS3();
  s3.makeBucket(bucket);
  const loader = clientOf(s3, account.authorizerOf({ type: 'AWS::Lambda::Function', id: 'Loader' }));

  await expect(refusal(loader.send(new GetObjectCommand({ Bucket: bucket, Key: 'raw/film.tsv' })))).resolves.toBe('NoSuchKey');
  await s3.close();
});
