import { CfnSecurityConfiguration } from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { checkRange } from '../checks/range';
import { PropError } from '../errors';
import { grantOnKey, grantOnResource } from '../grants';
import type { IEmrRoles } from './emr-roles';

/** A security configuration of EMR clusters. */
export interface IEmrSecurityConfiguration extends IConstruct, EmrSecurityConfigurationAttributes {}

/** Attributes of an existing security configuration. */
export interface EmrSecurityConfigurationAttributes {
  /** Name of the configuration. */
  readonly securityConfigurationName: string;

  /** Whether encryption at rest is enabled. */
  readonly encryptsDisks: boolean;

  /** Whether encryption in transit is enabled. */
  readonly encryptsTraffic: boolean;
}

/** Properties of an `EmrSecurityConfiguration`. */
export interface EmrSecurityConfigurationProps {
  /** Roles of the clusters, which may use the key and read the certificates. */
  readonly roles: IEmrRoles;

  /**
   * KMS key for the volumes of the nodes. A customer managed key costs about a dollar a month.
   *
   * @default - disks are not encrypted by EMR; objects in S3 are in any case, by their bucket
   */
  readonly diskKey?: kms.IKey;

  /**
   * Bucket with the certificates for encryption in transit between nodes.
   *
   * @default - traffic inside the cluster is not encrypted; that with S3 always is
   */
  readonly certificatesBucket?: s3.IBucket;

  /**
   * Object of `certificatesBucket`: a zip file with `privateKey.pem` and `certificateChain.pem`.
   *
   * @default 'emr-certificates.zip'
   */
  readonly certificatesKey?: string;

  /**
   * Hop limit of the instance metadata service: 1 for the nodes, 2 for containers on them too.
   *
   * @default 1
   */
  readonly metadataHops?: number;
}

/**
 * A security configuration that clusters share: IMDSv2 only, and encryption at rest and in transit with a key and certificates.
 *
 * Costs nothing. It has no fixed name, because EMR cannot update a security configuration: changes replace it and its clusters.
 */
export class EmrSecurityConfiguration extends Construct implements IEmrSecurityConfiguration {
  /** An existing security configuration. */
  public static fromEmrSecurityConfigurationAttributes(
    scope: Construct,
    id: string,
    attributes: EmrSecurityConfigurationAttributes,
  ): IEmrSecurityConfiguration {
    return new (class extends Construct implements IEmrSecurityConfiguration {
      public readonly securityConfigurationName = attributes.securityConfigurationName;
      public readonly encryptsDisks = attributes.encryptsDisks;
      public readonly encryptsTraffic = attributes.encryptsTraffic;
    })(scope, id);
  }

  public readonly securityConfigurationName: string;
  public readonly encryptsDisks: boolean;
  public readonly encryptsTraffic: boolean;

  constructor(scope: Construct, id: string, props: EmrSecurityConfigurationProps) {
    super(scope, id);
    this.validate(props);
    this.encryptsDisks = props.diskKey !== undefined;
    this.encryptsTraffic = props.certificatesBucket !== undefined;

    const certificates = props.certificatesKey ?? 'emr-certificates.zip';
    const resource = new CfnSecurityConfiguration(this, 'Resource', {
      securityConfiguration: {
        ...((this.encryptsDisks || this.encryptsTraffic) && {
          EncryptionConfiguration: {
            EnableAtRestEncryption: this.encryptsDisks,
            EnableInTransitEncryption: this.encryptsTraffic,
            ...(props.diskKey && {
              // Nothing about S3: it would replace the encryption that each bucket has by default.
              AtRestEncryptionConfiguration: {
                LocalDiskEncryptionConfiguration: {
                  EncryptionKeyProviderType: 'AwsKms',
                  AwsKmsKey: props.diskKey.keyArn,
                  EnableEbsEncryption: true,
                },
              },
            }),
            ...(props.certificatesBucket && {
              InTransitEncryptionConfiguration: {
                TLSCertificateConfiguration: {
                  CertificateProviderType: 'PEM',
                  S3Object: props.certificatesBucket.s3UrlForObject(certificates),
                },
              },
            }),
          },
        }),
        InstanceMetadataServiceConfiguration: {
          MinimumInstanceMetadataServiceVersion: 2,
          HttpPutResponseHopLimit: props.metadataHops ?? 1,
        },
      },
    });
    this.securityConfigurationName = resource.ref;

    if (props.diskKey) for (const role of [props.roles.serviceRole, props.roles.instanceRole]) grantDisks(props.diskKey, role);
    if (props.certificatesBucket) {
      const resourceArns = [props.certificatesBucket.arnForObjects(certificates)];
      grantOnResource(props.certificatesBucket, { grantee: props.roles, actions: ['s3:GetObject'], resourceArns });
    }
  }

  private validate({ certificatesBucket, certificatesKey, metadataHops }: EmrSecurityConfigurationProps): void {
    if (certificatesKey !== undefined && !certificatesBucket) {
      throw new PropError(this, {
        problem: 'certificatesKey has no effect without certificatesBucket',
        got: `'${certificatesKey}'`,
        fix: 'give certificatesBucket too, or leave both out',
      });
    }
    checkRange(this, 'metadataHops', metadataHops, {
      least: 1,
      most: 2,
      problem: 'is not a number of hops that nodes need',
      allowed: '1, or 2 for containers on the nodes',
    });
  }
}

/**
 * Permissions of EC2 and EMR on the key of a volume, as EMR documents them for a key's users. `key.grantEncryptDecrypt` would allow actions by wildcard.
 *
 * @unproven A43 that EMR takes disks alone for encryption at rest was read and not tried (EMR guide, "Create a security configuration")
 */
function grantDisks(key: kms.IKey, role: iam.IRole): void {
  grantOnKey(key, role, [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ]);
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['kms:CreateGrant'],
    resourceArns: [key.keyArn],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}
