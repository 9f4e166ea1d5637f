import { CustomResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MacieProvider } from './macie-provider';

/** Properties of a `MacieSession`. */
export interface MacieSessionProps {
  /**
   * Disable Macie when the stack is deleted, if the stack enabled it. This deletes all findings, jobs and identifiers of the account in the region.
   *
   * @default false
   */
  readonly disableOnDelete?: boolean;
}

/**
 * Enables Macie in this account and region. A session that exists already is never changed or disabled.
 *
 * `AWS::Macie::Session` would fail where Macie is enabled already, and disable it for the whole account when the stack is deleted. Macie costs by the
 * number of buckets and the data analyzed: about a tenth of a dollar per bucket and month after the 30-day trial.
 */
export class MacieSession extends Construct {
  constructor(scope: Construct, id: string, props: MacieSessionProps = {}) {
    super(scope, id);
    const provider = MacieProvider.of(this);
    const grants = [
      provider.allow(
        [...(props.disableOnDelete ? ['macie2:DisableMacie'] : []), 'macie2:EnableMacie', 'macie2:GetMacieSession'],
        'A session belongs to the whole account and has no ARN',
      ),
      this.allowServiceRole(provider),
    ];
    const session = new CustomResource(this, 'Resource', {
      serviceToken: provider.serviceToken,
      resourceType: 'Custom::MacieSession',
      properties: { DisableOnDelete: String(props.disableOnDelete ?? false) },
    });
    for (const grant of grants) grant.applyBefore(session);
  }

  /** The first session of an account creates the service-linked role with which Macie reads buckets. */
  private allowServiceRole(provider: MacieProvider): iam.Grant {
    const roleArn = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: 'aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie',
    });
    return iam.Grant.addToPrincipal({
      grantee: provider,
      actions: ['iam:CreateServiceLinkedRole'],
      resourceArns: [roleArn],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'macie.amazonaws.com' } },
    });
  }
}
