import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkText, type TextForm } from '../checks/text';
import { PropError } from '../errors';

/** Where browsers post assertions, whatever the region. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html */
export const GLOBAL_SIGN_IN = 'https://signin.aws.amazon.com/saml';

/** Properties of a `FederatedRole`. */
export interface FederatedRoleProps {
  /** Whose assertions are believed. */
  readonly provider: iam.ISamlProvider;

  /** All that the role may do, as one managed policy. */
  readonly statements: iam.PolicyStatement[];

  /**
   * Name of the role, which the identity provider writes into its assertions.
   *
   * @default - chosen by CloudFormation
   */
  readonly roleName?: string;

  /**
   * Name of the managed policy with the statements.
   *
   * @default - chosen by CloudFormation
   */
  readonly policyName?: string;

  /**
   * What the role is for, for those who see it in the console.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Addresses that an assertion may be for, its SAML recipient: the condition key `saml:aud` is taken from there, not from the audience restriction.
   *
   * @default - the global sign-in address
   */
  readonly recipients?: string[];

  /**
   * Names of session tags that the identity provider may pass along, such as `Email`; others are refused.
   *
   * @default - none
   */
  readonly sessionTags?: string[];

  /**
   * How long a session lasts, from 1 to 12 hours; an assertion can ask for less.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;
}

/**
 * A role for people that an identity provider has signed in, and for nobody else.
 *
 * Its one policy is also its permissions boundary: whatever is attached to the role later, it can do no more than its statements say.
 */
export class FederatedRole extends iam.Role {
  /** All that the role may do. */
  public readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, props: FederatedRoleProps) {
    const { provider, recipients = [GLOBAL_SIGN_IN], sessionTags = [] } = props;
    const recipient = { StringEquals: { 'saml:aud': recipients.length === 1 ? recipients[0] : recipients } };
    super(scope, id, {
      roleName: props.roleName,
      description: props.description,
      assumedBy: new iam.FederatedPrincipal(provider.samlProviderArn, recipient, 'sts:AssumeRoleWithSAML'),
      maxSessionDuration: props.maxSessionDuration ?? Duration.hours(1),
    });
    this.checkProps(props);

    this.policy = new iam.ManagedPolicy(this, 'Policy', { managedPolicyName: props.policyName, statements: props.statements });
    this.addManagedPolicy(this.policy);
    (this.node.defaultChild as iam.CfnRole).permissionsBoundary = this.policy.managedPolicyArn;
    if (sessionTags.length > 0) this.allowTags(provider, sessionTags);
  }

  private allowTags({ samlProviderArn }: iam.ISamlProvider, tags: readonly string[]): void {
    this.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.FederatedPrincipal(samlProviderArn, {}, 'sts:TagSession')],
        actions: ['sts:TagSession'],
        conditions: {
          StringLike: Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag}`, '?*'])),
          'ForAllValues:StringEquals': { 'aws:TagKeys': [...tags] },
        },
      }),
    );
  }

  private checkProps({ statements, recipients }: FederatedRoleProps): void {
    if (statements.length === 0) {
      throw new PropError(this, { problem: 'statements is empty', allowed: 'at least one statement', fix: 'say what the role may do' });
    }
    if (recipients?.length === 0) {
      throw new PropError(this, { problem: 'recipients is not valid', got: 'none', allowed: SIGN_IN.allowed, fix: 'name one, or leave it out' });
    }
    for (const recipient of recipients ?? []) checkText(this, 'recipients', recipient, SIGN_IN);
  }
}

const SIGN_IN: TextForm = {
  problem: 'is not valid',
  form: /^https:\/\/([a-z0-9-]+\.)?signin\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/saml/,
  allowed: `sign-in addresses of AWS, such as ${GLOBAL_SIGN_IN}`,
};
