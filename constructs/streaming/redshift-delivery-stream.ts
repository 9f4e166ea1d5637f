import { type Duration, RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { type IWarehouse, REDSHIFT_PORT } from '../warehouse/warehouse';
import { bufferingHints } from './buffering';
import type { DeliveryStreamProps } from './delivery-props';
import { DeliveryStreamBase } from './delivery-stream';
import { firehoseRange } from './firehose-ranges';

/** Properties of a `RedshiftDeliveryStream`. */
export interface RedshiftDeliveryStreamProps extends DeliveryStreamProps {
  /** Warehouse with a public endpoint: Firehose reaches no other. */
  readonly warehouse: IWarehouse;

  /** Table with its schema, as in `sales.orders`. It has to be there when the first buffer arrives. */
  readonly table: string;

  /**
   * Columns that the records fill; the others get their defaults.
   *
   * @default - all columns of the table
   */
  readonly columns?: readonly string[];

  /**
   * What COPY is told about the objects, beside `GZIP`.
   *
   * @default "JSON 'auto'"
   */
  readonly copyOptions?: string;

  /**
   * Keys `username` and `password` of the user that loads. The user is made by SQL: CloudFormation knows none.
   *
   * @default - generated, for the user `firehose_loader`
   */
  readonly secret?: secretsmanager.ISecret;

  /**
   * How long Firehose tries a COPY again that failed, up to two hours. After that the manifest stays in the bucket.
   *
   * @default - one hour
   */
  readonly retryFor?: Duration;

  /**
   * Addresses from which Firehose comes.
   *
   * @default - the range of the region, from `FIREHOSE_RANGES`
   */
  readonly firehoseCidr?: string;
}

/** User that loads, unless another secret is given. */
const LOADER = 'firehose_loader';

/**
 * A delivery stream of Firehose into a table of Redshift, by way of a bucket and COPY, with all that this takes.
 *
 * Opens the warehouse to the range of Firehose of its region and to nothing else. The password is generated into a secret and stands nowhere else.
 */
export class RedshiftDeliveryStream extends DeliveryStreamBase {
  /** User and password that load. */
  public readonly secret: secretsmanager.ISecret;

  constructor(scope: Construct, id: string, props: RedshiftDeliveryStreamProps) {
    super(scope, id, props, ['RedshiftDelivery', 'S3Delivery']);
    this.validate(props);
    const { warehouse } = props;
    this.secret = props.secret ?? this.makeSecret(props.removalPolicy ?? RemovalPolicy.RETAIN);
    const grants = this.delivery.grants.combine(this.delivery.allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]));

    this.letInFirehose(warehouse, props.firehoseCidr ?? firehoseRange(this, this.stack));

    const resource = new firehose.CfnDeliveryStream(this, 'Resource', {
      deliveryStreamName: this.deliveryStreamName,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      redshiftDestinationConfiguration: {
        clusterJdbcurl: warehouse.jdbcUrl,
        roleArn: this.role.roleArn,
        copyCommand: {
          dataTableName: props.table,
          dataTableColumns: props.columns?.join(','),
          copyOptions: `${props.copyOptions ?? "JSON 'auto'"} GZIP`,
        },
        secretsManagerConfiguration: { enabled: true, secretArn: this.secret.secretArn, roleArn: this.role.roleArn },
        retryOptions: { durationInSeconds: props.retryFor?.toSeconds() ?? 3_600 },
        cloudWatchLoggingOptions: this.delivery.logging('RedshiftDelivery'),
        processingConfiguration: this.delivery.processing,
        s3Configuration: {
          bucketArn: props.bucket.bucketArn,
          roleArn: this.role.roleArn,
          ...this.folders(),
          bufferingHints: bufferingHints(this, props),
          cloudWatchLoggingOptions: this.delivery.logging('S3Delivery'),
        },
      },
    });
    grants.applyBefore(resource);
    resource.node.addDependency(this.delivery);
  }

  /** Share of the COPY statements that succeeded, from 0 to 1. Average over five minutes by default. */
  public metricCopySuccess(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DeliveryToRedshift.Success', props);
  }

  /** A rule of its own, in the stack of the stream: it goes with it. */
  private letInFirehose(warehouse: IWarehouse, cidrIp: string): void {
    for (const [index, group] of warehouse.connections.securityGroups.entries()) {
      const rule = new ec2.CfnSecurityGroupIngress(this, `FromFirehose${index === 0 ? '' : index + 1}`, {
        groupId: group.securityGroupId,
        description: 'Firehose of this region',
        ipProtocol: 'tcp',
        fromPort: REDSHIFT_PORT,
        toPort: REDSHIFT_PORT,
        cidrIp,
      });
      if (!Token.isUnresolved(cidrIp)) continue;
      Validations.of(rule).acknowledge({
        id: 'AwsSolutions-EC23',
        reason: 'The range is looked up in a mapping of the template, in which none is the whole internet; the rule cannot read that',
      });
    }
  }

  private makeSecret(removalPolicy: RemovalPolicy): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'Secret', {
      description: `User by which ${this.deliveryStreamName} loads`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: LOADER }),
        generateStringKey: 'password',
        passwordLength: 32,
        // What Redshift takes in no password, and what would have to be escaped.
        excludePunctuation: true,
        requireEachIncludedType: true,
      },
      removalPolicy,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The user may do one thing, insert into one table; the schema job gives it a new password after the secret got one',
    });
    return secret;
  }

  private validate({ warehouse, table, columns, retryFor }: RedshiftDeliveryStreamProps): void {
    if (!warehouse.publiclyAccessible) {
      throw new PropError(this, {
        problem: 'Firehose cannot reach the warehouse',
        got: 'publiclyAccessible: false',
        allowed: 'a warehouse with a public endpoint; its security group lets in the range of Firehose alone',
        fix: 'make it publiclyAccessible, or deliver into a bucket by BucketDeliveryStream and copy from there by S3EventIntegration',
      });
    }
    checkText(this, 'table', table, {
      problem: 'is not the name of a table',
      form: /^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*){0,2}$/i,
      allowed: "a name with its schema, as in 'sales.orders'",
      fix: 'correct it; names that need quotes cannot be loaded into',
    });
    if (columns?.length === 0) {
      throw new PropError(this, {
        problem: 'columns is empty',
        allowed: 'at least one column',
        fix: 'name columns, or leave it out for all of them',
      });
    }
    if (retryFor && !retryFor.isUnresolved() && retryFor.toSeconds() > 7_200) {
      throw new PropError(this, {
        problem: 'retryFor is too long',
        got: retryFor.toHumanString(),
        allowed: 'at most two hours',
        fix: 'shorten it; what is not copied by then can be copied from its manifest',
      });
    }
  }
}
