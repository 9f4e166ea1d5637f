import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { listAt } from './requests';
import { readingFolder, usesOf } from './role-uses';
import type { BehalfContext, CallInput, RoleUse } from './service';

/** What Macie does as its service-linked role for a classification job: it lists and reads the buckets, decrypting with their keys. */
export function classificationUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const { partition, account } = context.location;
  const request = textAt(properties, 'Request');
  const job = (request === undefined ? {} : JSON.parse(request)) as CallInput;
  const definitions = listAt((job['s3JobDefinition'] ?? {}) as CallInput, 'bucketDefinitions');
  const buckets = definitions.flatMap((definition) => ((definition['buckets'] ?? []) as readonly unknown[]).map(String));
  return usesOf(`arn:${partition}:iam::${account}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie`, context, {
    description: 'reads and decrypts the objects that a job classifies',
    source: 'https://docs.aws.amazon.com/macie/latest/user/discovery-supported-encryption-types.html',
    requests: buckets.flatMap((bucket) => readingFolder({ bucket, key: '' }, context)),
  });
}
