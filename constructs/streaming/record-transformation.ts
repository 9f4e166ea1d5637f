import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BundledCode } from '../bundled-code';
import { LAMBDA_RUNTIME } from '../versions';

/** Properties of a `RecordTransformation`. */
export interface RecordTransformationProps {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;

  /**
   * Name of the function.
   *
   * @default - chosen by CloudFormation
   */
  readonly functionName?: string;

  /**
   * What the function does, for those who see it in the console.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A function that Firehose hands every record to, and that says of each whether it goes on as it is, changed, or not at all.
 *
 * Records that it refuses go to the folder of errors of the bucket, and those around them are delivered. Costs nothing at rest.
 */
export class RecordTransformation extends Construct implements iam.IGrantable {
  /** The function itself. */
  public readonly function: lambda.Function;
  /** Log of the function. */
  public readonly logGroup: logs.LogGroup;
  /** Role of the function. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: RecordTransformationProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: props.functionName === undefined ? undefined : `/aws/lambda/${props.functionName}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.function = new lambda.Function(this, 'Resource', {
      functionName: props.functionName,
      description: props.description,
      runtime: new lambda.Runtime(LAMBDA_RUNTIME, lambda.RuntimeFamily.NODEJS),
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      handler: 'index.handler',
      code: new BundledCode(props.code),
      role: this.role,
      logGroup: this.logGroup,
      timeout: Duration.minutes(1),
    });
    iam.Grant.addToPrincipal({ grantee: this, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [this.logGroup.logGroupArn] });
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows a delivery stream to use the function. */
  public grantTransform(grantee: iam.IGrantable): iam.Grant {
    const actions = ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'];
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.function.functionArn] });
  }

  /** The function as a delivery stream names it. It gets what has come within ten seconds, or a mebibyte. */
  public get processing(): firehose.CfnDeliveryStream.ProcessingConfigurationProperty {
    const parameters = { LambdaArn: this.function.functionArn, BufferSizeInMBs: '1', BufferIntervalInSeconds: '10' };
    return {
      enabled: true,
      processors: [
        {
          type: 'Lambda',
          parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
        },
      ],
    };
  }
}
