import type { DeployedResource } from '../contract/resources';
import { keyRequests } from './kms-calls';
import { textAt } from './lookups';
import { arnOf, listAt, member } from './requests';
import { asked, bucketOf, onBucket, s3, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const GUIDE = 'https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html';
const DESTINATIONS = ['ExtendedS3DestinationConfiguration', 'RedshiftDestinationConfiguration'];

/** What Firehose does as the roles of a stream, for its S3 and Redshift destinations and its Kinesis source. */
export function deliveryStreamUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  return [
    ...DESTINATIONS.flatMap((name) => destinationUses((properties[name] ?? {}) as CallInput, context)),
    ...sourceUses((properties['KinesisStreamSourceConfiguration'] ?? {}) as CallInput, context),
  ];
}

function destinationUses(destination: CallInput, context: BehalfContext): readonly RoleUse[] {
  const objects = (destination['S3Configuration'] ?? destination) as CallInput;
  const backup = (destination['S3BackupConfiguration'] ?? {}) as CallInput;
  const functions = listAt((destination['ProcessingConfiguration'] ?? {}) as CallInput, 'Processors').flatMap((processor) =>
    listAt(processor, 'Parameters').flatMap(({ ParameterName, ParameterValue }) => (ParameterName === 'LambdaArn' ? [String(ParameterValue)] : [])),
  );
  const secret = (destination['SecretsManagerConfiguration'] ?? {}) as CallInput;
  const secretArn = member('SecretARN')(secret);
  return [
    ...bucketUses(objects, context),
    ...bucketUses(backup, context),
    ...usesOf(
      destination['RoleARN'],
      context,
      {
        description: 'invokes the function that transforms records, by its version',
        source: `${GUIDE}#using-iam-s3`,
        requests: functions.flatMap((arn) =>
          asked(['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'], /:function:[^:]+$/.test(arn) ? `${arn}:$LATEST` : arn),
        ),
      },
      {
        description: 'logs what was not delivered',
        source: `${GUIDE}#using-iam-s3`,
        requests: destination === objects ? [] : logging(destination, context),
      },
    ),
    ...usesOf(secret['RoleARN'] ?? destination['RoleARN'], context, {
      description: 'reads the login of the database',
      source: 'https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html',
      requests: secretArn === undefined ? [] : asked(['secretsmanager:GetSecretValue'], secretArn),
    }),
  ];
}

function bucketUses(place: CallInput, context: BehalfContext): readonly RoleUse[] {
  const bucket = bucketOf(place['BucketARN']);
  if (bucket === undefined) return [];
  const key = textAt(place, 'EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN');
  const prefixes = [member('Prefix')(place) ?? '', member('ErrorOutputPrefix')(place)].filter((prefix) => prefix !== undefined);
  const input = key === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key };
  return usesOf(
    place['RoleARN'],
    context,
    {
      description: 'writes objects in parts',
      source: `${GUIDE}#using-iam-s3`,
      requests: [
        ...['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'].map((action) => onBucket(action, { bucket }, context)),
        ...prefixes
          .map((prefix) => ({ bucket, key: `${prefix.replace(/!\{[^}]*\}/g, 'x')}2026/01/01/00/object` }))
          .flatMap((object) => [
            ...s3('PutObject', object, context, input),
            ...s3('AbortMultipartUpload', object, context),
            ...s3('GetObject', object, context),
          ]),
      ],
    },
    {
      description: 'decrypts what it has written with the key of the destination',
      source: `${GUIDE}#using-iam-s3`,
      requests:
        key === undefined
          ? []
          : prefixes.flatMap((prefix) =>
              keyRequests(
                {
                  ...{ key, actions: ['Decrypt', 'GenerateDataKey'], via: 's3' },
                  encryptionContext: { 'aws:s3:arn': `arn:${context.location.partition}:s3:::${bucket}/${prefix}object` },
                },
                context,
              ),
            ),
    },
    { description: 'logs what was not delivered', source: `${GUIDE}#using-iam-s3`, requests: logging(place, context) },
  );
}

function logging(place: CallInput, context: BehalfContext) {
  const [group, stream] = ['LogGroupName', 'LogStreamName'].map((name) => textAt(place, `CloudWatchLoggingOptions.${name}`));
  if (group === undefined || stream === undefined) return [];
  return asked(['logs:PutLogEvents'], arnOf(context, 'logs', `log-group:${group}:log-stream:${stream}`));
}

function sourceUses(source: CallInput, context: BehalfContext): readonly RoleUse[] {
  const stream = member('KinesisStreamARN')(source);
  return usesOf(source['RoleARN'], context, {
    description: 'reads the Kinesis stream',
    source: `${GUIDE}#using-iam-s3`,
    requests:
      stream === undefined
        ? []
        : asked(
            ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListShards'].map((action) => `kinesis:${action}`),
            stream,
          ),
  });
}
