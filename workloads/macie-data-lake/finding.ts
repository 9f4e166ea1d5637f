import * as z from 'zod/mini';

/** Fields of a Macie finding that are used here, as EventBridge delivers them. https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html */
export const findingEvent = z.looseObject({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  detail: z.looseObject({
    id: z.string(),
    /** Whether the finding is one of Macie's sample findings. */
    sample: z.optional(z.boolean()),
    type: z.string(),
    severity: z.looseObject({ description: z.enum(['Low', 'Medium', 'High']), score: z.number() }),
    classificationDetails: z.optional(
      z.looseObject({
        jobId: z.string(),
        result: z.looseObject({
          customDataIdentifiers: z.optional(
            z.looseObject({ detections: z.array(z.looseObject({ name: z.string(), count: z.number() })), totalCount: z.number() }),
          ),
        }),
      }),
    ),
    resourcesAffected: z.looseObject({
      s3Bucket: z.looseObject({ name: z.string() }),
      s3Object: z.looseObject({ key: z.string(), path: z.string(), versionId: z.optional(z.string()), eTag: z.optional(z.string()) }),
    }),
  }),
});
export type FindingEvent = z.infer<typeof findingEvent>;
