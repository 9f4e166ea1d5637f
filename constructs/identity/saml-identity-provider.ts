import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PropError } from '../errors';

/** Characters that IAM takes as a metadata document, least and most. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html */
const METADATA_LENGTH = { least: 1_000, most: 10_000_000 };

/** Properties of a `SamlIdentityProvider`. */
export interface SamlIdentityProviderProps {
  /** Metadata of the identity provider, as it publishes it: an XML document with its certificates and addresses. */
  readonly metadata: string;

  /**
   * Name of the provider, which is part of its ARN and of every assertion.
   *
   * @default - chosen by CloudFormation
   */
  readonly providerName?: string;
}

/**
 * An identity provider outside of AWS whose signed assertions let people take on roles of the account.
 *
 * Its certificates expire: replace the metadata before they do. Costs nothing.
 */
export class SamlIdentityProvider extends iam.SamlProvider {
  constructor(scope: Construct, id: string, props: SamlIdentityProviderProps) {
    // AD FS saves its metadata with a byte order mark, which is no part of the document.
    const metadata = props.metadata.replace(/^\uFEFF/, '');
    super(scope, id, { name: props.providerName, metadataDocument: iam.SamlMetadataDocument.fromXml(metadata) });
    this.validate(metadata);
  }

  private validate(metadata: string): void {
    if (Token.isUnresolved(metadata)) return;
    if (!/<([\w-]+:)?IDPSSODescriptor\b/.test(metadata) || !/<([\w-]+:)?X509Certificate\b/.test(metadata)) {
      throw new PropError(this, {
        problem: 'metadata does not describe a SAML identity provider',
        got: `${metadata.length} characters without an IDPSSODescriptor and its certificate`,
        fix: 'give the metadata document of the identity provider, not that of a service provider',
      });
    }
    if (metadata.length < METADATA_LENGTH.least || metadata.length > METADATA_LENGTH.most) {
      throw new PropError(this, {
        problem: 'metadata has a length that IAM refuses',
        got: `${metadata.length} characters`,
        allowed: `${METADATA_LENGTH.least} to ${METADATA_LENGTH.most}`,
        fix: 'download it again from the identity provider',
      });
    }
  }
}
