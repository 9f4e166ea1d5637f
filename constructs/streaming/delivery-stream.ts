import { Duration, Names, Resource, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { checkPrefix } from '../checks/prefix';
import { checkText } from '../checks/text';
import { PropError } from '../errors';
import { grantOnIdentity } from '../grants';
import { Delivery } from './delivery';
import type { DeliveryStreamProps } from './delivery-props';

/** A delivery stream, for any destination. */
export interface IDeliveryStream extends iam.IGrantable {
  readonly deliveryStreamName: string;
  readonly deliveryStreamArn: string;
  /** Grants `PutRecord` and `PutRecordBatch` on the stream. */
  grantPutRecords(grantee: iam.IGrantable): iam.Grant;
}

/** Name and prefixes of a delivery stream, with defaults applied. */
export interface Settings {
  readonly name: string;
  readonly prefix: string;
  readonly errorPrefix: string;
}

/** Base class of the delivery streams: names, role, log group, grants and metrics. */
export abstract class DeliveryStreamBase extends Resource implements IDeliveryStream {
  /** Name of the delivery stream. */
  public readonly deliveryStreamName: string;
  /** IAM role that Firehose assumes for deliveries. */
  public readonly role: iam.Role;
  /** Log group of failed deliveries. */
  public readonly logGroup: logs.LogGroup;
  protected readonly settings: Settings;
  protected readonly delivery: Delivery;

  constructor(scope: Construct, id: string, props: DeliveryStreamProps, logStreams: readonly string[]) {
    super(scope, id);
    this.settings = {
      name: props.deliveryStreamName ?? Names.uniqueResourceName(this, { maxLength: 64, separator: '-' }),
      prefix: props.prefix ?? 'delivered',
      errorPrefix: props.errorPrefix ?? 'errors',
    };
    this.check();
    this.deliveryStreamName = this.settings.name;
    this.delivery = new Delivery(this, 'Delivery', {
      deliveryStreamName: this.settings.name,
      bucket: props.bucket,
      folders: [this.settings.prefix, this.settings.errorPrefix],
      transformation: props.transformation,
      logStreams,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    this.role = this.delivery.role;
    this.logGroup = this.delivery.logGroup;
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** ARN of the delivery stream. */
  public get deliveryStreamArn(): string {
    return this.stack.formatArn({ service: 'firehose', resource: 'deliverystream', resourceName: this.deliveryStreamName });
  }

  /** Grants `PutRecord` and `PutRecordBatch` on the stream. */
  public grantPutRecords(grantee: iam.IGrantable): iam.Grant {
    return grantOnIdentity(this, { grantee, actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resourceArns: [this.deliveryStreamArn] });
  }

  /** A CloudWatch metric of the delivery stream. Average over five minutes by default. */
  public metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = { DeliveryStreamName: this.deliveryStreamName };
    return new cloudwatch.Metric({
      namespace: 'AWS/Firehose',
      metricName,
      dimensionsMap,
      statistic: 'Average',
      period: Duration.minutes(5),
      ...props,
    });
  }

  /** Age of the oldest record that is not delivered to S3, in seconds. Maximum over five minutes by default. */
  public metricDataFreshness(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DeliveryToS3.DataFreshness', { statistic: 'Maximum', ...props });
  }

  /** Prefixes and compression of the S3 destination. */
  protected folders(): Pick<
    firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty,
    'prefix' | 'errorOutputPrefix' | 'compressionFormat'
  > {
    const { prefix, errorPrefix } = this.settings;
    return { prefix: `${prefix}/`, errorOutputPrefix: `${errorPrefix}/`, compressionFormat: 'GZIP' };
  }

  private check(): void {
    const { name, prefix, errorPrefix } = this.settings;
    checkPrefix(this, 'prefix', prefix);
    checkPrefix(this, 'errorPrefix', errorPrefix);
    checkText(this, 'deliveryStreamName', name, {
      problem: 'is not a valid Firehose name',
      form: /^[a-zA-Z0-9_.-]{1,64}$/,
      allowed: '1 to 64 letters, digits, dots, hyphens and underscores',
    });
    if (Token.isUnresolved(errorPrefix) || Token.isUnresolved(prefix)) return;
    if (errorPrefix === prefix || errorPrefix.startsWith(`${prefix}/`)) {
      throw new PropError(this, {
        problem: 'errorPrefix is within prefix',
        got: `'${errorPrefix}' within '${prefix}'`,
        allowed: 'a prefix outside of it, so that readers of delivered data do not read errors',
        fix: "choose another, such as 'errors'",
      });
    }
  }
}
