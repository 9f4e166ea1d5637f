import { CustomResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MacieProvider } from './macie-provider';

/** Properties of a `MacieSession`. */
export interface MacieSessionProps {
  /**
   * Whether Macie is switched off with the stack, if the stack has switched it on. All findings, jobs and identifiers of the region go with it.
   *
   * @default false
   */
  readonly disableOnDelete?: boolean;
}

/**
 * Macie, switched on in this account and region. A session that was there before is left as it is, also when the stack goes.
 *
 * `AWS::Macie::Session` would fail where Macie is on already, and switch it off for everybody when the stack goes. Macie costs by buckets watched and
 * data inspected: about a tenth of a dollar a bucket and month after the 30 days of trial.
 */
export class MacieSession extends Construct {
  constructor(scope: Construct, id: string, props: MacieSessionProps = {}) {
    super(scope, id);
    const provider = MacieProvider.of(this);
    const grants = [
      provider.allow(
        ['macie2:DisableMacie', 'macie2:EnableMacie', 'macie2:GetMacieSession'],
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

  /** The first session of an account makes the role by which Macie reads buckets. */
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
