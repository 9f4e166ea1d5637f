import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Attaches an AWS managed policy, and acknowledges the cdk-nag finding with the reason. */
export function attachManagedPolicy(role: iam.Role, name: string, reason: string): void {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));
  acknowledgeManagedPolicy(role, name, reason);
}

/** Acknowledges the cdk-nag finding about an AWS managed policy that aws-cdk-lib attaches. */
export function acknowledgeManagedPolicy(owner: IConstruct, name: string, reason: string): void {
  Validations.of(owner).acknowledge({ id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`, reason });
}
