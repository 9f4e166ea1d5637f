import { CustomResource, Stack, Token } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkRange } from '../checks/range';
import { PropError } from '../errors';
import type { CustomDataIdentifier } from './custom-data-identifier';
import { MacieProvider } from './macie-provider';

/** Which of Macie's own identifiers a job uses. */
export type ManagedIdentifiers = 'ALL' | 'NONE' | 'RECOMMENDED';

/** Properties of a `ClassificationJob`. */
export interface ClassificationJobProps {
  /** First part of its name; a hash of its content follows. */
  readonly name: string;

  /** Bucket whose objects are inspected. */
  readonly bucket: s3.IBucket;

  /**
   * Identifiers of your own that it uses.
   *
   * @default - none
   */
  readonly identifiers?: CustomDataIdentifier[];

  /**
   * Which of Macie's own identifiers it uses.
   *
   * @default 'RECOMMENDED'
   */
  readonly managedIdentifiers?: ManagedIdentifiers;

  /**
   * Endings of the objects that are inspected, without a dot.
   *
   * @default - all objects
   */
  readonly extensions?: string[];

  /**
   * When it runs.
   *
   * @default 'once'
   */
  readonly schedule?: 'once' | 'daily';

  /**
   * Share of the objects that is inspected, 1 to 100 percent.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * What it is for.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * A job by which Macie inspects a bucket; CloudFormation has no type for it.
 *
 * Jobs cannot be changed: other content is another job, and the one before is cancelled, as it is when the stack goes. Make it depend on what switches
 * Macie on. Costs by the gigabyte inspected; a daily job inspects only what is new or changed.
 */
export class ClassificationJob extends Construct {
  /** Id of the job. */
  public readonly jobId: string;

  constructor(scope: Construct, id: string, props: ClassificationJobProps) {
    super(scope, id);
    this.validate(props);
    const provider = MacieProvider.of(this);
    const jobs = Stack.of(this).formatArn({ service: 'macie2', resource: 'classification-job', resourceName: '*' });
    const grant = provider.allow(
      ['macie2:CreateClassificationJob', 'macie2:DescribeClassificationJob', 'macie2:ListClassificationJobs', 'macie2:UpdateClassificationJob'],
      `Macie chooses the ids of jobs: ${jobs}`,
    );
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: provider.serviceToken,
      resourceType: 'Custom::MacieClassificationJob',
      properties: { Name: props.name, Request: this.requestOf(props) },
    });
    grant.applyBefore(resource);
    this.jobId = resource.getAttString('JobId');
  }

  /** The request to Macie as JSON, without the name. */
  private requestOf({ bucket, identifiers = [], extensions, schedule = 'once', ...props }: ClassificationJobProps): string {
    const stack = Stack.of(this);
    const content = {
      description: props.description,
      jobType: schedule === 'daily' ? 'SCHEDULED' : 'ONE_TIME',
      initialRun: schedule === 'daily' ? true : undefined,
      scheduleFrequency: schedule === 'daily' ? { dailySchedule: {} } : undefined,
      samplingPercentage: props.samplingPercentage ?? 100,
      managedDataIdentifierSelector: props.managedIdentifiers ?? 'RECOMMENDED',
      customDataIdentifierIds: identifiers.map(({ identifierId }) => identifierId),
      s3JobDefinition: {
        bucketDefinitions: [{ accountId: stack.account, buckets: [bucket.bucketName] }],
        scoping: extensions && {
          includes: { and: [{ simpleScopeTerm: { comparator: 'EQ', key: 'OBJECT_EXTENSION', values: extensions } }] },
        },
      },
    };
    return stack.toJsonString(content);
  }

  private validate({ samplingPercentage: share, extensions }: ClassificationJobProps): void {
    checkRange(this, 'samplingPercentage', share, {
      least: 1,
      most: 100,
      problem: 'is not valid',
      allowed: '1 to 100, whole',
      fix: 'choose another',
    });
    const dotted = extensions?.find((extension) => !Token.isUnresolved(extension) && (extension === '' || extension.startsWith('.')));
    if (dotted !== undefined || extensions?.length === 0) {
      throw new PropError(this, {
        problem: 'extensions is not valid',
        got: dotted === undefined ? 'none' : `'${dotted}'`,
        allowed: 'endings without a dot, such as csv',
        fix: 'correct it, or leave it out for all objects',
      });
    }
  }
}
