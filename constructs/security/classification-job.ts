import { CustomResource, Stack, Token } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkRange } from '../checks/range';
import { PropError } from '../errors';
import type { ICustomDataIdentifier } from './custom-data-identifier';
import { MacieProvider } from './macie-provider';

/** Which managed data identifiers of Macie a job uses. */
export type ManagedIdentifiers = 'ALL' | 'NONE' | 'RECOMMENDED';

/** Properties of a `ClassificationJob`. */
export interface ClassificationJobProps {
  /** Name prefix of the job; a hash of its settings follows. */
  readonly name: string;

  /** Bucket whose objects the job analyzes. */
  readonly bucket: s3.IBucket;

  /**
   * Custom data identifiers.
   *
   * @default - none
   */
  readonly identifiers?: ICustomDataIdentifier[];

  /**
   * Managed data identifiers of Macie.
   *
   * @default 'RECOMMENDED'
   */
  readonly managedIdentifiers?: ManagedIdentifiers;

  /**
   * File name extensions of the objects to analyze, without a dot.
   *
   * @default - all objects
   */
  readonly extensions?: string[];

  /**
   * One-time job, or scheduled job that runs daily.
   *
   * @default 'once'
   */
  readonly schedule?: 'once' | 'daily';

  /**
   * Sampling depth: share of the objects to analyze, 1 to 100 percent.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * Description of the job.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * A sensitive data discovery job of Macie for one bucket, by a custom resource, since CloudFormation has no type for it.
 *
 * Jobs cannot be changed: new settings create a new job and cancel the old one. Deleting the stack cancels the job. Add a dependency on `MacieSession`.
 * Costs by the gigabyte analyzed; a daily job analyzes only new and changed objects.
 */
export class ClassificationJob extends Construct {
  /** ID of the job. */
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

  /** The CreateClassificationJob request as JSON, without the name. */
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
      allowed: 'a whole number from 1 to 100',
      fix: 'choose another',
    });
    const dotted = extensions?.find((extension) => !Token.isUnresolved(extension) && (extension === '' || extension.startsWith('.')));
    if (dotted !== undefined || extensions?.length === 0) {
      throw new PropError(this, {
        problem: 'extensions is not valid',
        got: dotted === undefined ? 'none' : `'${dotted}'`,
        allowed: 'file name extensions without a dot, such as csv',
        fix: 'correct it, or leave it out for all objects',
      });
    }
  }
}
