import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A service that may assume a role on behalf of this account alone, so that nobody else's resource can make it do so.
 *
 * For services whose documentation says that they send `aws:SourceAccount`: for the others the condition would never hold.
 */
export function servicePrincipalOfAccount(scope: Construct, service: string): iam.ServicePrincipal {
  return new iam.ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } });
}
