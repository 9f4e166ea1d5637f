import { Duration, Names, Resource, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { PropError } from '../errors';
import { grantOnIdentity } from '../grants';
import { checkPrefix } from '../prefix';
import { Delivery } from './delivery';
import type { DeliveryStreamProps } from './delivery-props';

/** What can be done with a delivery stream, whatever it delivers to. */
export interface IDeliveryStream extends iam.IGrantable {
  readonly deliveryStreamName: string;
  readonly deliveryStreamArn: string;
  /** Allows records to be put into the stream, one by one and in batches. */
  grantPutRecords(grantee: iam.IGrantable): iam.Grant;
}

/** Folders and names of a delivery stream, with what is given or by default. */
export interface Settings {
  readonly name: string;
  readonly prefix: string;
  readonly errorPrefix: string;
}

/** Common part of the delivery streams: names, role and log, grants and metrics. */
export abstract class DeliveryStreamBase extends Resource implements IDeliveryStream {
  /** Name of the stream. */
  public readonly deliveryStreamName: string;
  /** Role as which Firehose delivers. */
  public readonly role: iam.Role;
  /** What Firehose says about deliveries that failed. */
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

  /** ARN of the stream. */
  public get deliveryStreamArn(): string {
    return this.stack.formatArn({ service: 'firehose', resource: 'deliverystream', resourceName: this.deliveryStreamName });
  }

  /** Allows records to be put into the stream, one by one and in batches. */
  public grantPutRecords(grantee: iam.IGrantable): iam.Grant {
    return grantOnIdentity(this, { grantee, actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resourceArns: [this.deliveryStreamArn] });
  }

  /** A metric of the stream by its name, as an average over five minutes. */
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

  /** Seconds for which the oldest record has been waiting to be in the bucket. Maximum over five minutes by default. */
  public metricDataFreshness(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DeliveryToS3.DataFreshness', { statistic: 'Maximum', ...props });
  }

  /** Folder of an object as Firehose writes it. */
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
    if (!Token.isUnresolved(name) && !/^[a-zA-Z0-9_.-]{1,64}$/.test(name)) {
      throw new PropError(this, {
        problem: 'deliveryStreamName is not a name of a delivery stream',
        got: `'${name}'`,
        allowed: '1 to 64 letters, digits, dots, hyphens and underscores',
        fix: 'correct it, or leave it out',
      });
    }
    if (errorPrefix === prefix || errorPrefix.startsWith(`${prefix}/`)) {
      throw new PropError(this, {
        problem: 'errorPrefix is within prefix',
        got: `'${errorPrefix}' within '${prefix}'`,
        allowed: 'a folder beside it: whoever reads all that was delivered must not read errors',
        fix: "name another, such as 'errors'",
      });
    }
  }
}
