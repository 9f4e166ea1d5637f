import * as z from 'zod/mini';

/**
 * Fields of a Macie finding that are used here, as EventBridge delivers them. What Macie's API may leave out or give as null, this takes too.
 *
 * @see https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html
 */
export const findingEvent = z.looseObject({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  detail: z.looseObject({
    id: z.string(),
    /** Whether the finding is one of Macie's sample findings. */
    sample: z.nullish(z.boolean()),
    type: z.string(),
    severity: z.looseObject({ description: z.enum(['Low', 'Medium', 'High']), score: z.nullish(z.number()) }),
    classificationDetails: z.nullish(
      z.looseObject({
        /** Null for a finding of automated discovery, which no job made. */
        jobId: z.nullish(z.string()),
        result: z.nullish(
          z.looseObject({
            customDataIdentifiers: z.nullish(
              z.looseObject({
                detections: z.nullish(z.array(z.looseObject({ name: z.nullish(z.string()), count: z.nullish(z.number()) }))),
                totalCount: z.nullish(z.number()),
              }),
            ),
          }),
        ),
      }),
    ),
    resourcesAffected: z.looseObject({
      s3Bucket: z.looseObject({ name: z.string() }),
      s3Object: z.looseObject({
        key: z.string(),
        path: z.nullish(z.string()),
        /** Empty in a bucket without versions. */
        versionId: z.nullish(z.string()),
        /** Without quotes. */
        eTag: z.nullish(z.string()),
      }),
    }),
  }),
});
export type FindingEvent = z.infer<typeof findingEvent>;
