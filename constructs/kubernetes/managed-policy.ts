import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Attaches a policy that AWS maintains, and records for cdk-nag why it is that one and none of ours. */
export function attachManagedPolicy(role: iam.Role, name: string, reason: string): void {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));
  acknowledgeManagedPolicy(role, name, reason);
}

/** Records why a construct of aws-cdk-lib attaches a policy that AWS maintains. */
export function acknowledgeManagedPolicy(owner: IConstruct, name: string, reason: string): void {
  Validations.of(owner).acknowledge({ id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`, reason });
}
