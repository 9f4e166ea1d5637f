import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { listAt, textsAt } from './requests';
import { asked, bucketOf, listing, onBucket, type Place, s3, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

const COPY = 'https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-access-permissions.html';
const STREAMING = 'https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion-getting-started.html';

/**
 * What Redshift does as the roles of a cluster or namespace.
 *
 * SQL says which of them a statement uses and what it reads, so that these are possible uses: COPY of what Firehose delivers, from a bucket with an
 * integration or for a Redshift destination, and reading of the Kinesis streams.
 */
export function warehouseUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const integrated = bucketsWithIntegration(context);
  const delivered = placesOfFirehose(context);
  const streams = context.resources.filter(({ type }) => type === 'AWS::Kinesis::Stream');
  return textsAt(properties, 'IamRoles').flatMap((role) =>
    usesOf(
      role,
      context,
      {
        description: 'COPY jobs read what arrives in the bucket of the integration',
        source: 'https://docs.aws.amazon.com/redshift/latest/dg/loading-data-copy-job.html',
        requests: delivered.filter(({ bucket }) => integrated.has(bucket)).flatMap((place) => copying(place, context)),
      },
      {
        description: 'COPY reads what Firehose has delivered',
        source: COPY,
        requests: delivered.filter(({ bucket }) => !integrated.has(bucket)).flatMap((place) => copying(place, context)),
        isConditional: true,
      },
      {
        description: 'streaming ingestion reads the Kinesis streams',
        source: STREAMING,
        requests: streams.flatMap((stream) => [
          ...asked(
            ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator'].map((action) => `kinesis:${action}`),
            arnOfStream(stream, context),
          ),
          ...asked(['kinesis:ListShards'], arnOfStream(stream, context)),
          ...asked(['kinesis:ListStreams']),
        ]),
        isConditional: true,
      },
    ),
  );
}

/** COPY lists what begins with a prefix, and reads it. */
function copying({ bucket, key }: Place, context: BehalfContext) {
  return [
    onBucket('GetBucketLocation', { bucket }, context),
    ...listing({ bucket, key }, context),
    ...s3('GetObject', { bucket, key: `${key}2026/01/01/00/object.gz` }, context),
  ];
}

function bucketsWithIntegration({ resources }: BehalfContext): ReadonlySet<string> {
  const integrations = resources.filter(({ type }) => type === 'AWS::Redshift::Integration');
  return new Set(integrations.flatMap(({ properties }) => bucketOf(properties?.['SourceArn']) ?? []));
}

/** Places into which Firehose delivers what is meant for Redshift. */
function placesOfFirehose(context: BehalfContext): readonly Place[] {
  const streams = context.resources.filter(({ type }) => type === 'AWS::KinesisFirehose::DeliveryStream');
  const integrated = bucketsWithIntegration(context);
  return streams.flatMap(({ properties = {} }) => {
    const redshift = (properties['RedshiftDestinationConfiguration'] as CallInput | undefined)?.['S3Configuration'] as CallInput | undefined;
    return listAt({ places: [redshift, properties['ExtendedS3DestinationConfiguration']] }, 'places').flatMap((place) => {
      const bucket = bucketOf(place?.['BucketARN']);
      if (bucket === undefined || (place !== redshift && !integrated.has(bucket))) return [];
      return [{ bucket, key: textAt(place, 'Prefix') ?? '' }];
    });
  });
}

function arnOfStream({ physicalId }: DeployedResource, { location: { partition, region, account } }: BehalfContext): string {
  return `arn:${partition}:kinesis:${region}:${account}:stream/${physicalId}`;
}
