import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BucketDeliveryStream, RecordTransformation, RedshiftDeliveryStream } from 'stagecraft-constructs/streaming';
import { S3EventIntegration } from 'stagecraft-constructs/warehouse';
import { COLUMNS } from '../../../../workloads/firehose-redshift/reading';
import { functionBundle } from '../../../paths';
import { AlarmTopic } from '../../alarm-topic';
import type { ScenarioStage } from '../../stage';
import { type Config, type Contract, ERRORS, MESSAGES, NAMES, TABLE } from '../settings';
import type { Warehouse } from './warehouse';

/** Delivery of readings into the warehouse, and the role that may send them. It is deleted before the warehouse. */
export class Delivery extends Stack {
  constructor(
    private readonly scenarioStage: ScenarioStage<Contract>,
    private readonly config: Config,
    private readonly target: Warehouse,
  ) {
    super(scenarioStage, 'delivery', { description: 'Delivery of readings to the warehouse' });
    this.addStackDependency(target);
    const simulator = new iam.Role(this, 'Simulator', { description: 'Sends readings', assumedBy: new iam.AccountRootPrincipal() });
    const ends = config.delivery === 'streaming' ? this.readingStream(simulator) : this.deliveryStream(simulator);
    scenarioStage.publish(this, { ...ends, simulatorRole: simulator.roleArn });
  }

  private readingStream(simulator: iam.IRole) {
    const stream = new kinesis.Stream(this, 'Readings', {
      streamName: this.scenarioStage.fixedName(NAMES.readingStream),
      streamMode: kinesis.StreamMode.ON_DEMAND,
      encryption: kinesis.StreamEncryption.MANAGED,
      retentionPeriod: Duration.hours(24),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    iam.Grant.addToPrincipal({ grantee: simulator, actions: ['kinesis:PutRecord', 'kinesis:PutRecords'], resourceArns: [stream.streamArn] });
    return { deliveryStream: undefined, readingStream: stream.streamName, loaderSecret: undefined, validatorFunction: undefined };
  }

  private deliveryStream(simulator: iam.IRole) {
    const { config, scenarioStage, target } = this;
    const kept = { logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY };
    const transformation = new RecordTransformation(this, 'Validator', {
      functionName: scenarioStage.fixedName('sensor-reading-validator'),
      description: 'Validates readings; Firehose delivers invalid records to the error prefix',
      code: functionBundle('firehose-redshift', 'reading-validator'),
      ...kept,
    });
    const shared = {
      deliveryStreamName: scenarioStage.fixedName(NAMES.deliveryStream),
      bucket: target.data,
      prefix: MESSAGES,
      errorPrefix: ERRORS,
      bufferingSize: Size.mebibytes(config.bufferMiB),
      bufferingInterval: Duration.seconds(config.bufferSeconds),
      transformation,
      ...kept,
    };
    const stream =
      config.delivery === 'direct'
        ? new RedshiftDeliveryStream(this, 'Stream', {
            ...shared,
            warehouse: target.warehouse,
            table: TABLE,
            columns: COLUMNS,
            firehoseCidr: config.firehoseCidr === '' ? undefined : config.firehoseCidr,
          })
        : new BucketDeliveryStream(this, 'Stream', shared);
    stream.grantPutRecords(simulator);
    const topic = new AlarmTopic(this, 'Alarms', { topicName: scenarioStage.fixedName('sensor-alarms'), email: config.alertEmail });
    const description = 'Readings have been waiting for a quarter of an hour';
    topic.notify(this.alarm('Late', description, stream.metricDataFreshness(), 'GREATER_THAN_THRESHOLD', 900));
    if (stream instanceof RedshiftDeliveryStream) {
      const copied = stream.metricCopySuccess({ statistic: 'Minimum' });
      topic.notify(this.alarm('NotCopied', 'A COPY into the warehouse failed', copied, 'LESS_THAN_THRESHOLD', 1));
    } else {
      new S3EventIntegration(this, 'Integration', {
        bucket: target.data,
        warehouse: target.warehouse,
        integrationName: scenarioStage.fixedName('sensor-messages'),
      });
    }
    return {
      deliveryStream: stream.deliveryStreamName,
      readingStream: undefined,
      loaderSecret: stream instanceof RedshiftDeliveryStream ? stream.secret.secretArn : undefined,
      validatorFunction: transformation.function.functionName,
    };
  }

  private alarm(
    id: string,
    alarmDescription: string,
    metric: cloudwatch.Metric,
    operator: keyof typeof cloudwatch.ComparisonOperator,
    threshold: number,
  ): cloudwatch.Alarm {
    return metric.createAlarm(this, id, {
      alarmDescription,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator[operator],
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
