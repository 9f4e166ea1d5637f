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
  /** Warehouse with a public endpoint, which Firehose requires. */
  readonly warehouse: IWarehouse;

  /** Table with its schema, such as `sales.orders`. It must exist before the first delivery. */
  readonly table: string;

  /**
   * Columns that the records fill; other columns get their defaults.
   *
   * @default - all columns of the table
   */
  readonly columns?: readonly string[];

  /**
   * Options of the COPY command, besides `GZIP`.
   *
   * @default "JSON 'auto'"
   */
  readonly copyOptions?: string;

  /**
   * Secret with the keys `username` and `password` of the database user that runs COPY. Create the user by SQL.
   *
   * @default - a generated secret for the user `firehose_loader`
   */
  readonly secret?: secretsmanager.ISecret;

  /**
   * Retry duration of a failed COPY, up to two hours. After that the manifest stays in the bucket.
   *
   * @default - one hour
   */
  readonly retryFor?: Duration;

  /**
   * CIDR block from which Firehose connects.
   *
   * @default - the CIDR block of the region, from `FIREHOSE_RANGES`
   */
  readonly firehoseCidr?: string;
}

/** Database user of the generated secret. */
const LOADER = 'firehose_loader';

/**
 * A Firehose delivery stream to a Redshift table, through a staging bucket and COPY.
 *
 * Opens the security group of the warehouse to the CIDR block of Firehose in its region. The generated password is only in the secret.
 */
export class RedshiftDeliveryStream extends DeliveryStreamBase {
  /** Credentials of the database user that runs COPY. */
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

  /** Share of successful COPY commands, from 0 to 1. Average over five minutes by default. */
  public metricCopySuccess(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DeliveryToRedshift.Success', props);
  }

  /** Adds the ingress rule to the stack of the delivery stream, so that it is deleted with the stream. */
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
        reason: 'The CIDR block comes from a mapping of the template, which has no 0.0.0.0/0; the rule cannot resolve it',
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
        // Redshift refuses some punctuation in passwords, and other punctuation needs escapes.
        excludePunctuation: true,
        requireEachIncludedType: true,
      },
      removalPolicy,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The database user can only insert into one table; the schema job sets a new password after the secret has changed',
    });
    return secret;
  }

  private validate({ warehouse, table, columns, retryFor }: RedshiftDeliveryStreamProps): void {
    if (!warehouse.publiclyAccessible) {
      throw new PropError(this, {
        problem: 'Firehose cannot reach the warehouse',
        got: 'publiclyAccessible: false',
        allowed: 'a warehouse with a public endpoint; its security group allows only the CIDR block of Firehose',
        fix: 'make it publiclyAccessible, or deliver to a bucket with BucketDeliveryStream and copy from there with S3EventIntegration',
      });
    }
    checkText(this, 'table', table, {
      problem: 'is not a valid table name',
      form: /^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*){0,2}$/i,
      allowed: "a name with its schema, as in 'sales.orders'",
      fix: 'correct it; names that need quotes cannot be loaded into',
    });
    if (columns?.length === 0) {
      throw new PropError(this, {
        problem: 'columns is empty',
        allowed: 'at least one column',
        fix: 'pass columns, or leave it out for all of them',
      });
    }
    if (retryFor && !retryFor.isUnresolved() && retryFor.toSeconds() > 7_200) {
      throw new PropError(this, {
        problem: 'retryFor is too long',
        got: retryFor.toHumanString(),
        allowed: 'at most two hours',
        fix: 'shorten it; failed objects can be copied from the manifest later',
      });
    }
  }
}
