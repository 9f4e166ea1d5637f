import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkText } from '../checks/text';
import type { IWarehouse } from './warehouse';

/** Properties of an `S3EventIntegration`. */
export interface S3EventIntegrationProps {
  /** Source: a bucket of this app. */
  readonly bucket: s3.Bucket;

  /** Target. It may be private. */
  readonly warehouse: IWarehouse;

  /**
   * Name of the integration: letters, digits and single hyphens, a letter first, up to 63.
   *
   * @default - derived from the construct's path
   */
  readonly integrationName?: string;
}

/**
 * Notifies Redshift of each new object of a bucket, so that a `COPY … JOB CREATE … AUTO ON` loads it once.
 *
 * Bucket policy and namespace policy are limited to each other. The copy job is created by SQL. Costs nothing besides the loads.
 */
export class S3EventIntegration extends Construct {
  /** The integration itself. */
  public readonly integration: redshift.CfnIntegration;

  constructor(scope: Construct, id: string, props: S3EventIntegrationProps) {
    super(scope, id);
    const { bucket, warehouse } = props;
    this.validate(props);
    const stack = Stack.of(this);
    const anyIntegration = stack.formatArn({
      service: 'redshift',
      resource: 'integration',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const policy = bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('redshift.amazonaws.com')],
        actions: ['s3:GetBucketLocation', 's3:GetBucketNotification', 's3:PutBucketNotification'],
        resources: [bucket.bucketArn],
        // The id of the integration is known after it was made, and it cannot be made without this.
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': anyIntegration } },
      }),
    );
    warehouse.addToNamespacePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('redshift.amazonaws.com')],
        actions: ['redshift:AuthorizeInboundIntegration'],
        conditions: { StringEquals: { 'aws:SourceArn': bucket.bucketArn } },
      }),
    );
    warehouse.addToNamespacePolicy(
      new iam.PolicyStatement({
        principals: [new iam.AccountRootPrincipal()],
        actions: ['redshift:CreateInboundIntegration'],
        conditions: { StringEquals: { 'aws:SourceArn': bucket.bucketArn } },
      }),
    );
    this.integration = new redshift.CfnIntegration(this, 'Resource', {
      integrationName: props.integrationName ?? Names.uniqueResourceName(this, { maxLength: 63 }),
      sourceArn: bucket.bucketArn,
      targetArn: warehouse.namespaceArn,
    });
    if (policy.policyDependable) this.integration.node.addDependency(policy.policyDependable);
  }

  private validate({ integrationName }: S3EventIntegrationProps): void {
    checkText(this, 'integrationName', integrationName, {
      problem: 'is not a name of an integration',
      form: /^(?=.{1,63}$)[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/,
      allowed: 'up to 63 letters, digits and single hyphens, a letter first',
    });
  }
}
